import Console
import EventLoop
import Glibc
import Jobs
import Kernel
import Ledger
import Observability
import PlatformSQL
import Storage
import StoragePostgres
import StorageSQLite
import Synchronization
import Work

/// Measures units of work on a database that has the platform's tables, for some seconds each, and
/// prints how many there were a second as JSON: changes of a row that money goes with, the same with
/// an event, the same with a job that is run.
@main
struct Main {
  /// Clients that change rows at once.
  static let clients = 32

  static func main() async throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 3, let seconds = Int64(arguments[2]) else {
      try StandardStream.error.write("usage: work URL SECONDS\n")
      exit(64)
    }
    let bench = try WorkBench(url: arguments[1], seconds: .seconds(seconds))
    try await bench.prepare()
    // In turns, as a machine's speed changes.
    var (plain, events, jobs) = ([Double](), [Double](), [Double]())
    for _ in 1...3 {
      plain.append(try await bench.changes { _, _ in })
      events.append(try await bench.changes { work, client in try work.publish(.changed(client)) })
      jobs.append(try await bench.jobs())
    }
    let (change, event, job) = (median(plain), median(events), median(jobs))
    print(
      """
      {"changes":\(Int(change)),"with_event":\(Int(event)),"jobs":\(Int(job)),\
      "event_cost":\(change / event)}
      """)
    exit(0)
  }

  private static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
}

extension Event {
  /// A row was changed.
  static func changed(_ client: Int) -> Event {
    Event("bench.row.changed", of: "row:\(client)", topics: ["bench.row:\(client)"], data: [client])
  }
}

/// Does nothing, to see what running it costs.
struct Nothing: Job {
  static let kind = "bench.nothing"
  let client: Int
}

/// A database and what is done to it.
struct WorkBench: Sendable {
  let database: any Database
  let work: SQLUnitsOfWork
  let ids: any IDSource
  let seconds: Duration

  init(url: String, seconds: Duration) throws {
    switch try DatabaseURL(parsing: url) {
    case .sqlite(let path): database = try SQLiteDatabase(path: path, role: .server)
    case .postgres(let uri):
      let group = try EventLoopGroup(count: 2)
      database = try PostgresDatabase(url: uri, group: group)
    }
    let clock = SystemClock()
    ids = UUIDv7Source(clock: clock, random: SystemRandomSource())
    let ledger = SQLLedger(database: database, clock: clock, ids: ids, units: try UnitSet([.naira]))
    work = SQLUnitsOfWork(
      database: database, context: "bench", ledger: ledger, clock: clock, machineClock: clock,
      ids: ids)
    self.seconds = seconds
  }

  /// Makes a row for each client.
  func prepare() async throws {
    try await database.execute(
      "CREATE TABLE IF NOT EXISTS bench_rows (id INTEGER PRIMARY KEY, n BIGINT NOT NULL)")
    for client in 1...Main.clients {
      try await database.execute(
        "INSERT INTO bench_rows VALUES (\(client), 0) ON CONFLICT (id) DO NOTHING")
    }
  }

  /// Changes rows, one a client, with what `also` says.
  /// - Returns: how many changes a second.
  func changes(
    also: @escaping @Sendable (SQLWork, Int) throws -> Void
  ) async throws -> Double {
    let end = ContinuousClock.now + seconds
    let count = try await withThrowingTaskGroup(of: Int.self) { group in
      for client in 1...Main.clients {
        group.addTask {
          var count = 0
          while ContinuousClock.now < end {
            try await work.transaction { work in
              try work.sql.execute("UPDATE bench_rows SET n = n + 1 WHERE id = \(client)")
              try work.post([payment(by: client)])
              try also(work, client)
            }
            count += 1
          }
          return count
        }
      }
      return try await group.reduce(0, +)
    }
    return Double(count) / Double(seconds.components.seconds)
  }

  /// A fee of one kobo, from an account of the client's to another one.
  private func payment(by client: Int) -> TransferOrder {
    func account(_ code: String) -> AccountTerms {
      AccountTerms(
        owner: .user(UserID(rawValue: UInt128(client))), code: code, unit: .naira,
        mayOverdraw: true)
    }
    return TransferOrder(
      id: ids.make(), debit: .opening(account("bench.from")),
      credit: .opening(account("bench.to")), amount: Money(minorUnits: 1, unit: .naira),
      kind: "fee")
  }

  /// Enqueues jobs and runs them.
  /// - Returns: how many were run a second, while others were enqueued.
  func jobs() async throws -> Double {
    let counter = Counter()
    let runner = JobRunner(
      JobRunner.Parts(
        store: SQLJobs(database: database, ids: ids),
        handlers: [JobHandler(Nothing.self) { _, _ in counter.add() }], schedules: [],
        worker: ids.make(), clock: SystemClock(), machineClock: SystemClock(),
        random: SystemRandomSource(), log: Logger(sink: FileDescriptorSink()),
        metrics: JobMetrics(MetricsRegistry(process: false)), name: "bench"))
    let running = Task { try await runner.run() }
    let waking = Task {
      for await _ in SQLJobs(database: database, ids: ids).announcements { runner.wake() }
    }
    _ = try await changes { work, client in try work.enqueue(Nothing(client: client)) }
    let done = counter.value
    running.cancel()
    waking.cancel()
    _ = await running.result
    try await database.execute("DELETE FROM platform_jobs WHERE kind = 'bench.nothing'")
    return Double(done) / Double(seconds.components.seconds)
  }
}

/// Counts from any task.
final class Counter: Sendable {
  private let count = Atomic(0)

  /// How often `add` was called.
  var value: Int { count.load(ordering: .relaxed) }

  func add() { count.add(1, ordering: .relaxed) }
}
