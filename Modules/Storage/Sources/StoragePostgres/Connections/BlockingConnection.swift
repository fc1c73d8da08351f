internal import CPostgres
internal import Glibc
internal import Storage
internal import Synchronization

/// A connection whose calls block, for transactions and tools. One thread at a time.
final class BlockingConnection: SQLConnection, @unchecked Sendable {
  // Unchecked: handed from thread to thread by the pool, which guards its list.

  private(set) var link: ServerLink?
  /// The link's, for who interrupts it; -1 once it is closed, as the number is somebody else's
  /// then.
  private let socket: Mutex<Int32>
  var sender: StatementSender

  /// For how many milliseconds the server may say nothing while it owes an answer; -1 for ever.
  let silenceLimit: Int32
  /// Who knows whether the server answers at all; nil where waits are borne.
  let watches: ServerWatches?
  /// Whether what is under way is a commit.
  var isCommitting = false

  init(
    _ link: ServerLink, statementCache: Int, silenceLimit: Duration? = nil,
    watches: ServerWatches? = nil
  ) {
    self.link = link
    socket = Mutex(PQsocket(link.handle))
    self.silenceLimit = silenceLimit.map { Int32(clamping: $0.milliseconds) } ?? -1
    self.watches = watches
    sender = StatementSender(capacity: statementCache)
  }

  var dialect: Dialect { .postgres }

  /// Whether it can be used for another transaction.
  var isReusable: Bool {
    guard let link else { return false }
    return !link.isBroken && PQtransactionStatus(link.handle) == PQTRANS_IDLE
  }

  /// Whether an idle connection is of no more use.
  var isStale: Bool { link?.isStale ?? true }

  /// When it was opened, in nanoseconds of the monotonic clock; long ago once it is closed.
  var openedAt: Int64 { link?.openedAt ?? .min }

  func query(_ sql: SQL) throws -> [Row] {
    try run([sql])[0].rows
  }

  @discardableResult
  func execute(_ sql: SQL) throws -> Int {
    try run([sql])[0].affectedRows
  }

  /// Outside of a transaction the statements are one: all have effect, or none.
  func pipeline(_ statements: [SQL]) throws -> [[Row]] {
    try run(statements).map(\.rows)
  }

  func close() {
    socket.withLock { $0 = -1 }
    link = nil
  }

  /// Has whatever is under way end as if the network had been lost. Callable from any thread while
  /// the connection is in use.
  func interrupt() { socket.withLock { if $0 >= 0 { _ = shutdown($0, Int32(SHUT_RDWR)) } } }

  private func run(_ statements: [SQL]) throws -> [ResultRows] {
    let isAlone = isReusable
    var repeats = 0
    while true {
      do {
        return try roundTrip(statements)
      } catch {
        guard isAlone, repeats < PendingStatement.repeatLimit,
          case .refused(_, _, isMended: true, _) = error
        else { throw error.plain }
        repeats += 1
      }
    }
  }

  /// Several statements without values, sent as one text. The server runs a text that does not
  /// begin a transaction itself as one: when a statement fails, none has had an effect.
  func executeScript(_ text: String) throws {
    guard let link else { throw RoundTripError.unsent(Self.closed).plain }
    guard !text.utf8.contains(0) else {
      throw StorageError.invalidText(binding: 0, statement: String(text.prefix(200)))
    }
    guard PQexitPipelineMode(link.handle) == 1 else { throw lost(link).plain }
    defer { _ = PQenterPipelineMode(link.handle) }
    // PQexec answers for the last statement, or for the one that failed.
    let result = PQexec(link.handle, text)
    defer { PQclear(result) }
    let isUnreplicated = link.takeUnreplicated()
    switch PQresultStatus(result) {
    case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY:
      if isUnreplicated { throw StorageUnavailable.notReplicated }
    case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
      close()
      throw StorageError.statement(
        sql: String(text.prefix(200)), sqlState: "0A000", message: "COPY has no place in a script")
    default:
      guard let result, let failure = ServerFailure(result) else { throw lost(link).plain }
      throw failure.error(script: Self.excerpt(of: text, at: failure.position))
    }
  }

  /// The lines of a script around the place that the server complains of, counted in characters
  /// from 1; without a place the beginning.
  private static func excerpt(of text: String, at position: Int?) -> String {
    let scalars = text.unicodeScalars
    guard let position,
      let place = scalars.index(
        scalars.startIndex, offsetBy: position - 1, limitedBy: scalars.endIndex)
    else { return String(text.prefix(200)) }
    let line = text[..<place].count { $0.isNewline } + 1
    let start = text[..<place].lastIndex { $0.isNewline }.map(text.index(after:))
    let rest = text[(start ?? text.startIndex)...].prefix(200)
    return "line \(line): " + rest.prefix { !$0.isNewline }
  }

  static let closed = StorageUnavailable.unreachable("the connection is closed")

  func lost(_ link: ServerLink) -> RoundTripError {
    .lost(link.errorText, isEnded: false)
  }
}

/// Why a round trip brought no answers.
enum RoundTripError: Error {
  /// The values cannot be sent, or the connection was closed.
  case unsent(any Error)
  /// The server refused a statement. `isMended`: a second attempt, outside of a transaction or from
  /// the transaction's start, will go through. `answered`: the answers to those before it.
  case refused(ServerFailure, statement: SQL, isMended: Bool, answered: [ResultRows] = [])
  /// The connection is lost. `isEnded`: the server said so, and has done nothing of what it has not
  /// answered; otherwise nobody knows.
  case lost(String, isEnded: Bool)
  /// All was answered as done, but the standby did not confirm the commit.
  case unreplicated
  /// COMMIT was answered by ROLLBACK: nothing was done.
  case rolledBack

  /// The error for who runs statements by themselves.
  var plain: any Error {
    switch self {
    case .unsent(let error): error
    case .refused(let failure, let statement, _, _): failure.error(statement: statement.description)
    case .lost(let reason, isEnded: true): StorageUnavailable.unreachable(reason)
    case .lost: StorageUnavailable.outcomeUnknown
    case .unreplicated: StorageUnavailable.notReplicated
    case .rolledBack: Self.rollback
    }
  }

  static let rollback = StorageUnavailable.unreachable(
    "the session had lost the transaction when it was to commit, and rolled back")
}
