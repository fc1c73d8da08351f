import Crypto
import JSON
import Kernel
import Storage
import Work

/// A row of `platform_jobs` that is yet to be written.
struct EnqueuedJob {
  private let id: JobID
  private let context: String
  private let kind: String
  private let queue: String
  private let args: String
  private let uniqueKey: String?
  private let maxAttempts: Int
  private let due: Instant
  private let at: Instant
  /// Whether it can run at once.
  let isDue: Bool

  /// - Parameters:
  ///   - now: business time.
  ///   - present: now by the clock of the job's queue, where that is not business time.
  /// - Throws: what the job's arguments throw when they are written.
  init<J: Job>(
    _ job: J, id: JobID, context: String, unique: UniqueKey?, due: Instant,
    at now: Instant, present: Instant? = nil
  ) throws {
    self.id = id
    self.context = context
    kind = J.kind
    queue = J.queue.name
    args = String(decoding: try JSONEncoding.encode(job), as: UTF8.self)
    uniqueKey =
      switch unique {
      // Arguments may be secret, and keys are shown.
      case .byArguments: Hex.encode(SHA256.hash(Array(args.utf8)))
      case .named(let name): name
      case nil: nil
      }
    maxAttempts = J.maxAttempts
    self.due = due
    at = now
    isDue = due <= present ?? now
  }

  /// The order in which the jobs of one unit of work are written: two that are unique wait for
  /// each other only one way round.
  var order: (String, String, JobID) { (kind, uniqueKey ?? "", id) }

  /// What writes jobs; nothing for none.
  static func inserting(_ jobs: [EnqueuedJob], _ dialect: Dialect) -> [SQL] {
    guard jobs.count > 1 else { return jobs.map(\.statement) }
    let new = dialect.unnest(
      [
        .uuids(jobs.map { $0.id.rawValue }), .texts(jobs.map(\.context)), .texts(jobs.map(\.kind)),
        .texts(jobs.map(\.queue)), .texts(jobs.map(\.state)), .texts(jobs.map(\.args)),
        .optionalTexts(jobs.map(\.uniqueKey)), .integers(jobs.map { Int64($0.maxAttempts) }),
        .instants(jobs.map(\.due)), .instants(jobs.map(\.at)),
      ], as: "new")
    return [
      """
      INSERT INTO platform_jobs (id, context, kind, queue, state, args, unique_key, max_attempts,
        scheduled_at, created_at)
      SELECT c1, c2, c3, c4, c5, c6, c7, c8, c9, c10 FROM \(new) WHERE true
      \(unlessUnfinished)
      """
    ]
  }

  private var state: String { isDue ? "available" : "scheduled" }

  /// A job is not written where an unfinished one has its key.
  private static let unlessUnfinished: SQL =
    """
    ON CONFLICT (kind, unique_key)
      WHERE unique_key IS NOT NULL
        AND state IN ('available', 'scheduled', 'running', 'retryable')
      DO NOTHING
    """

  /// Writes the job, unless an unfinished one has its key.
  var statement: SQL {
    """
    INSERT INTO platform_jobs (id, context, kind, queue, state, args, unique_key, max_attempts,
      scheduled_at, created_at)
    VALUES (\(id), \(context), \(kind), \(queue), \(state), \(args), \(uniqueKey),
      \(maxAttempts), \(due), \(at))
    \(Self.unlessUnfinished)
    """
  }
}
