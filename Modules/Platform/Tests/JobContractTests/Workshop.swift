import Jobs
import Kernel
import KernelTesting
import LedgerTesting
import Observability
import PlatformSQL
import Storage
import StorageTesting
import Work
import WorkTesting

/// Punches a ticket.
struct Punch: Job {
  static let kind = "test.punch"
  static let maxAttempts = 3
  let ticket: String
}

/// Jobs on a fresh database of one engine.
struct Workshop {
  let fixture: WorkFixture
  let jobs: SQLJobs

  init(on engine: Engine) async throws {
    self.init(try await WorkFixture(on: engine))
  }

  /// The jobs of a database that is there already.
  init(_ fixture: WorkFixture) {
    self.fixture = fixture
    jobs = SQLJobs(database: fixture.ledger.database, ids: fixture.ledger.ids)
  }

  var clock: FixedClock { fixture.ledger.clock }
  var now: Instant { clock.now() }

  func enqueue(_ ticket: String, at due: Instant? = nil, unique: UniqueKey? = nil) async throws {
    try await fixture.work.run(.unkeyed) { work in
      try work.enqueue(Punch(ticket: ticket), at: due, unique: unique)
    }
  }

  func worker() -> WorkerID { fixture.ledger.ids.make() }

  func claim(_ limit: Int = 10, for worker: WorkerID) async throws -> [ClaimedJob] {
    try await jobs.claim(
      limit, from: .standard, of: [Punch.kind], for: worker, due: now, at: now)
  }

  func all() async throws -> [JobRecord] {
    try await jobs.jobs(JobFilter(), before: nil, limit: 100)
  }

  func runner(
    _ handlers: [JobHandler], schedules: [Schedule] = [], clock: (any WallClock)? = nil,
    isAlone: Bool = false, worker: WorkerID? = nil
  ) -> JobRunner {
    var parts = JobRunner.Parts(
      store: jobs, handlers: handlers, schedules: schedules, worker: worker ?? self.worker(),
      clock: clock ?? self.clock, machineClock: self.clock, random: SystemRandomSource(),
      log: Logger(level: .error, sink: DiscardingSink()),
      metrics: JobMetrics(MetricsRegistry()), name: "test")
    parts.isAlone = isAlone
    return JobRunner(parts)
  }
}

/// A log that nobody reads.
struct DiscardingSink: LogSink {
  func write(_ line: [UInt8]) {}
}
