import Glibc
import Jobs
import Kernel
import KernelTesting
import LedgerTesting
import PlatformSQL
import Storage
import StorageTesting
import Synchronization
import Testing
import Work
import WorkTesting

/// Whole jobs, from their unit of work to their end, on every engine.
@Suite(.timeLimit(.minutes(30))) struct RunnerTests {
  @Test("Every job runs once, whichever of several runners takes it", arguments: Engine.allCases)
  func each(on engine: Engine) async throws {
    let shop = try await Workshop(on: engine)
    for number in 1...50 { try await shop.enqueue("\(number)") }
    let (done, told) = AsyncStream<String>.makeStream()
    let handler = JobHandler(Punch.self) { job, _ in told.yield(job.ticket) }
    let runners = (1...3).map { _ in shop.runner([handler]) }
    let tasks = runners.map { runner in Task { try await runner.run() } }
    var tickets: [String] = []
    for await ticket in done {
      tickets.append(ticket)
      if tickets.count == 50 { break }
    }
    for task in tasks { await task.end() }
    #expect(Set(tickets).count == 50)
    #expect(try await shop.all().allSatisfy { $0.state == .completed && $0.attempt == 1 })
  }

  @Test("A job that fails runs again when its pause is over", arguments: Engine.allCases)
  func again(on engine: Engine) async throws {
    struct Failure: Error {}
    let shop = try await Workshop(on: engine)
    try await shop.enqueue("1")
    let (attempts, told) = AsyncStream<Int>.makeStream()
    let runner = shop.runner([
      JobHandler(Punch.self) { _, run in
        told.yield(run.attempt)
        if run.attempt == 1 { throw Failure() }
      }
    ])
    let task = Task { try await runner.run() }
    var heard = attempts.makeAsyncIterator()
    #expect(await heard.next() == 1)
    // Until its end is written it is nobody's turn.
    while try await shop.all().first?.state != .retryable { await Task.yield() }
    shop.clock.advance(seconds: 2)
    runner.wake()
    #expect(await heard.next() == 2)
    await task.end()
    #expect(try await shop.all().map(\.state) == [.completed])
  }

  @Test(
    "An attempt that hangs loses its place, and the job is tried again", arguments: Engine.allCases)
  func hangs(on engine: Engine) async throws {
    let shop = try await Workshop(on: engine)
    try await shop.enqueue("1")
    let (never, held) = AsyncStream<Void>.makeStream()
    let runner = shop.runner([
      JobHandler(Punch.self, timeLimit: .milliseconds(1)) { _, _ in
        // Not even cancelling the task ends it.
        await Task.detached { for await _ in never {} }.value
      }
    ])
    let task = Task { try await runner.run() }
    while try await shop.all().first?.state != .retryable { await Task.yield() }
    held.finish()
    await task.end()
    #expect(try await shop.all().first?.errors.contains("it took longer") == true)
  }

  @Test(
    "A job whose own work was cancelled has failed, and is not begun again at once",
    arguments: Engine.allCases)
  func cancelledInside(on engine: Engine) async throws {
    let shop = try await Workshop(on: engine)
    try await shop.enqueue("1")
    let runner = shop.runner([JobHandler(Punch.self) { _, _ in throw CancellationError() }])
    let task = Task { try await runner.run() }
    while try await shop.all().first?.state != .retryable { await Task.yield() }
    await task.end()
    #expect(try await shop.all().first?.attempt == 1)
  }

  @Test(
    "A worker that lives runs the job whose claim it was never told of", arguments: Engine.allCases)
  func stray(on engine: Engine) async throws {
    let shop = try await Workshop(on: engine)
    let worker = shop.worker()
    try await shop.enqueue("1")
    try await shop.jobs.beat(worker, at: shop.now, machine: shop.now)
    #expect(try await shop.claim(for: worker).count == 1)
    let (attempts, told) = AsyncStream<Int>.makeStream()
    let handler = JobHandler(Punch.self) { _, run in told.yield(run.attempt) }
    let runner = shop.runner([handler], worker: worker)
    let task = Task { try await runner.run() }
    var heard = attempts.makeAsyncIterator()
    #expect(await heard.next() == 2)
    await task.end()
  }

  @Test("A server that has a database to itself takes up at once what it left when it died")
  func alone() async throws {
    let shop = try await Workshop(on: .sqlite)
    try await shop.jobs.beat(shop.worker(), at: shop.now, machine: shop.now)
    let dead = shop.worker()
    try await shop.jobs.beat(dead, at: shop.now, machine: shop.now)
    try await shop.enqueue("1")
    _ = try await shop.claim(for: dead)
    let (attempts, told) = AsyncStream<Int>.makeStream()
    let runner = shop.runner(
      [JobHandler(Punch.self) { _, run in told.yield(run.attempt) }], isAlone: true)
    let task = Task { try await runner.run() }
    for await attempt in attempts {
      #expect(attempt == 2)
      break
    }
    await task.end()
  }

  @Test("A server that ends lets attempts end, or gives jobs back", arguments: Engine.allCases)
  func ends(on engine: Engine) async throws {
    let shop = try await Workshop(on: engine)
    try await shop.enqueue("1")
    let (begun, told) = AsyncStream<Void>.makeStream()
    let runner = shop.runner([
      JobHandler(Punch.self) { _, _ in
        told.yield()
        // Until its task is cancelled.
        for await _ in AsyncStream<Void>.makeStream().stream {}
        try Task.checkCancellation()
      }
    ])
    let task = Task { try await runner.run() }
    for await _ in begun { break }
    await task.end()
    let job = try #require(try await shop.all().first)
    #expect(job.state == .available && job.attempt == 0)
  }

  @Test(
    "Killed anywhere, a job's effect in its own unit of work happens once",
    arguments: Engine.allCases)
  func killed(on engine: Engine) async throws {
    let shop = try await Workshop(on: engine)
    let database = shop.fixture.ledger.database
    let url = try #require(Engine.address(of: database))
    for step in 1...4 {
      try await shop.enqueue("\(step)")
      let run = try #require(try await shop.claim(for: shop.worker()).first).run
      let text = "\(run.id)"
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [url = url as String, text = text as String, step = step as Int] in
        let mortal = MortalDatabase(try Engine.open(url), dyingAt: step)
        let fixture = try WorkFixture(over: mortal)
        let run = JobRun(
          id: try #require(JobID(text)), attempt: 1, maxAttempts: 3,
          scheduledAt: fixture.ledger.clock.now())
        try await Self.punch(run, in: fixture.work)
        // The rest of the steps of a shorter change.
        for _ in 1...9 { try await mortal.transaction { _ = try $0.query("SELECT 1") } }
      }
      // Somebody else rescues the job, once the server knows that its worker is gone.
      while try await shop.jobs.job(run.id)?.state != .completed {
        try await shop.jobs.beat(shop.worker(), at: shop.now, machine: shop.now)
        if let again = try await shop.claim(for: shop.worker()).first?.run {
          try await Self.punch(again, in: shop.fixture.work)
        }
      }
      #expect(try await shop.fixture.count("test_tickets") == step)
    }
  }

  private static func punch(_ run: JobRun, in work: SQLUnitsOfWork) async throws {
    try await work.transaction { work in
      try work.sql.execute("INSERT INTO test_tickets (id, state) VALUES (\(run.id), 'punched')")
      try work.complete(run)
    }
  }
}

extension Task where Success == Void, Failure == any Error {
  /// Cancels the task and waits for it.
  func end() async {
    cancel()
    _ = await result
  }
}
