import Glibc
import Jobs
import Kernel
import LedgerTesting
import PlatformSQL
import Storage
import StorageTesting
import Testing
import Work
import WorkTesting

/// A job that any number of workers may die of.
private struct Stamp: Job {
  static let kind = "test.stamp"
  static let maxAttempts = 1_000
  let number: Int
}

/// How many jobs there are.
private let jobCount = getenv("ATRIUM_TEST_JOBS").flatMap { Int(String(cString: $0)) } ?? 150

/// Workers that die one after the other while they share the jobs of one database.
///
/// `ATRIUM_TEST_JOBS` says how many jobs there are; `Scripts/check-jobs` has 10,000.
@Suite(.timeLimit(.minutes(jobCount > 1_000 ? 60 : 30))) struct DyingWorkersTests {
  @Test(
    "Every job's effect happens once, however many workers die at whatever step",
    arguments: Engine.allCases)
  func survive(on engine: Engine) async throws {
    let shop = try await Workshop(on: engine)
    let url = try #require(Engine.address(of: shop.fixture.ledger.database))
    try await shop.fixture.work.run(.unkeyed) { work in
      for number in 1...jobCount { try work.enqueue(Stamp(number: number)) }
    }
    // A SQLite file has one server.
    let workers = engine == .postgres ? 3 : 1
    try await withThrowingTaskGroup(of: Void.self) { group in
      for worker in 1...workers {
        group.addTask {
          var life = 0
          while try await shop.unfinished() > 0 {
            life += 1
            try await Self.work(on: url, dyingAt: 20 * worker + 7 * life % 60)
            try await shop.buryWorkers()
          }
        }
      }
      try await group.waitForAll()
    }
    let jobs = try await shop.jobs.jobs(JobFilter(), before: nil, limit: jobCount + 1)
    #expect(jobs.count == jobCount)
    #expect(jobs.allSatisfy { $0.state == .completed })
    #expect(try await shop.fixture.count("test_tickets") == jobCount)
    let lives = try await shop.fixture.count("platform_jobs WHERE attempt > 1")
    #expect(lives > 0)
  }

  /// A process that runs jobs until it is killed: at the step of this number, or when all are done.
  private static func work(on url: String, dyingAt step: Int) async throws {
    await #expect(processExitsWith: .signal(SIGKILL)) {
      [url = url as String, step = step as Int] in
      let mortal = MortalDatabase(try Engine.open(url), dyingAt: step)
      let fixture = try WorkFixture(over: mortal)
      let shop = Workshop(fixture)
      let runner = shop.runner([
        JobHandler(Stamp.self) { _, run in
          try await fixture.work.transaction { work in
            try work.sql.execute(
              "INSERT INTO test_tickets (id, state) VALUES (\(run.id), 'punched')")
            try work.complete(run)
          }
        }
      ])
      Task { try await runner.run() }
      // A store that is too busy to answer now is asked again. Other processes work at the same
      // jobs, so this one cannot hear when the last is done: it looks now and then.
      while (try? await shop.unfinished()) != 0 {
        try? await withTimeLimit(.milliseconds(20)) { for await _ in AsyncStream.never {} }
      }
      kill(getpid(), SIGKILL)
    }
  }
}

extension Workshop {
  /// How many jobs are not finished.
  func unfinished() async throws -> Int {
    try await fixture.count("platform_jobs WHERE finalized_at IS NULL")
  }

  /// Takes every worker for dead, also those that are not, and makes their jobs due.
  func buryWorkers() async throws {
    try await fixture.ledger.database.execute("DELETE FROM platform_workers")
    try await jobs.beat(worker(), at: now, machine: now)
  }
}

extension AsyncStream where Element == Void {
  /// Nothing, until its task is cancelled.
  fileprivate static var never: AsyncStream { AsyncStream { _ in } }
}
