import Jobs
import Kernel
import KernelTesting
import LedgerTesting
import PlatformSQL
import Storage
import StorageTesting
import Testing
import Work
import WorkTesting

/// Posts a ticket, by the machine's clock.
private struct Post: Job {
  static let kind = "test.post"
  static let queue = JobQueue.mail
  let ticket: String
}

/// What the store of jobs promises, on every engine.
@Suite struct JobStoreTests {
  @Test("Workers that ask at once get each job once", arguments: Engine.allCases)
  func claims(on engine: Engine) async throws {
    let shop = try await Workshop(on: engine)
    for number in 1...60 { try await shop.enqueue("\(number)") }
    let claimed = try await withThrowingTaskGroup(of: [ClaimedJob].self) { group in
      for _ in 1...12 {
        group.addTask { try await shop.claim(7, for: shop.worker()) }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    #expect(Set(claimed.map(\.run.id)).count == claimed.count)
    let rest = try await shop.claim(100, for: shop.worker())
    #expect(Set((claimed + rest).map(\.arguments)).count == 60)
    #expect(claimed.count + rest.count == 60)
  }

  @Test(
    "Jobs are taken in the order of their times, and none before it", arguments: Engine.allCases)
  func order(on engine: Engine) async throws {
    let shop = try await Workshop(on: engine)
    try await shop.enqueue("late", at: shop.now.adding(seconds: 20))
    try await shop.enqueue("never", at: shop.now.adding(seconds: 60))
    try await shop.enqueue("early", at: shop.now.adding(seconds: 10))
    #expect(try await shop.claim(for: shop.worker()) == [])
    shop.clock.advance(seconds: 30)
    let claimed = try await shop.claim(for: shop.worker())
    #expect(claimed.map(\.arguments) == [#"{"ticket":"early"}"#, #"{"ticket":"late"}"#])
    #expect(claimed.allSatisfy { $0.run.attempt == 1 && $0.run.maxAttempts == 3 })
  }

  @Test("A job of another queue or an unknown kind is left to others", arguments: Engine.allCases)
  func others(on engine: Engine) async throws {
    let shop = try await Workshop(on: engine)
    try await shop.enqueue("1")
    #expect(
      try await shop.jobs.claim(
        9, from: JobQueue("other", concurrency: 1), of: [Punch.kind], for: shop.worker(),
        due: shop.now, at: shop.now) == [])
    #expect(
      try await shop.jobs.claim(
        9, from: .standard, of: ["test.other"], for: shop.worker(), due: shop.now, at: shop.now)
        == [])
    #expect(try await shop.claim(for: shop.worker()).count == 1)
  }

  @Test(
    "A job of a queue in machine time is due at once, however far business time is ahead",
    arguments: Engine.allCases)
  func machineTime(on engine: Engine) async throws {
    let shop = try await Workshop(on: engine)
    let ledger = shop.fixture.ledger
    let ahead = FixedClock(shop.now.adding(seconds: 365 * 86_400))
    let work = SQLUnitsOfWork(
      database: ledger.database, context: "test", ledger: ledger.ledger(clock: ahead),
      clock: ahead, machineClock: shop.clock, ids: ledger.ids)
    try await work.run(.unkeyed) { work in
      try work.enqueue(Punch(ticket: "business"))
      try work.enqueue(Post(ticket: "machine"))
    }
    #expect(try await shop.all().map(\.state) == [.available, .available])
    let claimed = try await shop.jobs.claim(
      9, from: .mail, of: [Post.kind], for: shop.worker(), due: shop.now, at: ahead.now())
    #expect(claimed.map(\.run.scheduledAt) == [shop.now])
    #expect(try await shop.claim(for: shop.worker()) == [])
  }

  @Test(
    "A job of a queue in machine time that is enqueued a moment after the unit of work began is due",
    arguments: Engine.allCases)
  func momentLater(on engine: Engine) async throws {
    let shop = try await Workshop(on: engine)
    let ledger = shop.fixture.ledger
    let work = SQLUnitsOfWork(
      database: ledger.database, context: "test", ledger: ledger.ledger, clock: shop.clock,
      machineClock: FixedClock(shop.now.adding(milliseconds: 1)), ids: ledger.ids)
    try await work.run(.unkeyed) { try $0.enqueue(Post(ticket: "1")) }
    #expect(try await shop.all().map(\.state) == [.available])
  }

  @Test("An attempt ends once, and only while it is the job's", arguments: Engine.allCases)
  func finishes(on engine: Engine) async throws {
    let shop = try await Workshop(on: engine)
    try await shop.enqueue("1")
    let first = try #require(try await shop.claim(for: shop.worker()).first).run
    let again = shop.now.adding(seconds: 5)
    #expect(
      try await shop.jobs.finish(first, as: .retryable(at: again, error: "no"), at: shop.now))
    #expect(try await shop.jobs.finish(first, as: .completed, at: shop.now) == false)
    #expect(try await shop.claim(for: shop.worker()) == [])
    shop.clock.advance(seconds: 5)
    let second = try #require(try await shop.claim(for: shop.worker()).first).run
    #expect(second.attempt == 2)
    #expect(try await shop.jobs.finish(first, as: .completed, at: shop.now) == false)
    #expect(
      try await shop.jobs.finish(second, as: .discarded(error: "\"quoted\""), at: shop.now))
    let job = try #require(try await shop.jobs.job(first.id))
    #expect(job.state == .discarded && job.finalizedAt == shop.now)
    #expect(
      job.errors == """
        [{"attempt":1,"at":"\(shop.now.adding(seconds: -5))","message":"no"},\
        {"attempt":2,"at":"\(shop.now)","message":"\\"quoted\\""}]
        """)
  }

  @Test(
    "A job that asks for later, or is given back, has lost no attempt", arguments: Engine.allCases)
  func snooze(on engine: Engine) async throws {
    let shop = try await Workshop(on: engine)
    try await shop.enqueue("1")
    let first = try #require(try await shop.claim(for: shop.worker()).first).run
    try await shop.jobs.finish(
      first, as: .snoozed(until: shop.now.adding(seconds: 5)), at: shop.now)
    #expect(try await shop.jobs.job(first.id)?.attempt == 0)
    #expect(try await shop.jobs.job(first.id)?.state == .scheduled)
    shop.clock.advance(seconds: 5)
    let second = try #require(try await shop.claim(for: shop.worker()).first).run
    #expect(second.attempt == 1)
    try await shop.jobs.release([second])
    #expect(try #require(try await shop.claim(for: shop.worker()).first).run.attempt == 1)
  }

  @Test("A worker that is not seen any more loses its jobs to others", arguments: Engine.allCases)
  func rescue(on engine: Engine) async throws {
    let shop = try await Workshop(on: engine)
    let (dead, alive) = (shop.worker(), shop.worker())
    for worker in [dead, alive] {
      try await shop.jobs.beat(worker, at: shop.now, machine: shop.now)
    }
    try await shop.enqueue("1")
    let lost = try #require(try await shop.claim(for: dead).first).run
    #expect(try await shop.jobs.beat(alive, at: shop.now, machine: shop.now) == 0)
    try await shop.pass(seconds: 46, since: dead)
    #expect(try await shop.jobs.beat(alive, at: shop.now, machine: shop.now) == 1)
    #expect(try await shop.jobs.lost(among: [lost]) == [lost])
    let taken = try #require(try await shop.claim(for: alive).first).run
    #expect(taken.id == lost.id && taken.attempt == 2)
    #expect(try await shop.jobs.finish(lost, as: .completed, at: shop.now) == false)
    #expect(try await shop.jobs.job(lost.id)?.errors.contains("the worker died") == true)
  }

  @Test(
    "Jobs that a worker took and knows nothing of are due again, and no others",
    arguments: Engine.allCases)
  func reclaim(on engine: Engine) async throws {
    let shop = try await Workshop(on: engine)
    let (mine, other) = (shop.worker(), shop.worker())
    for number in 1...3 { try await shop.enqueue("\(number)") }
    let known = Set(try await shop.claim(1, for: mine).map(\.run))
    let stray = try #require(try await shop.claim(1, for: mine).first).run
    let others = try #require(try await shop.claim(1, for: other).first).run
    func reclaim(_ queue: JobQueue) async throws -> Int {
      try await shop.jobs.reclaim(from: queue, of: mine, except: known, at: shop.now)
    }
    #expect(try await reclaim(.mail) == 0)
    #expect(try await reclaim(.standard) == 1)
    #expect(try await reclaim(.standard) == 0)
    #expect(try await shop.jobs.lost(among: known + [stray, others]) == [stray])
    let again = try #require(try await shop.claim(for: other).first).run
    #expect(again.id == stray.id && again.attempt == 2)
    // An attempt that it was at before is as unknown as none.
    #expect(
      try await shop.jobs.reclaim(from: .standard, of: other, except: [stray], at: shop.now) == 2)
  }

  @Test("What is due is counted by indexes, however much is not", arguments: Engine.allCases)
  func pendingPlan(on engine: Engine) async throws {
    let shop = try await Workshop(on: engine)
    for number in 1...300 { try await shop.enqueue("\(number)", at: shop.now.adding(seconds: 60)) }
    try await shop.enqueue("due")
    try await shop.enqueue("under way")
    #expect(try await shop.claim(1, for: shop.worker()).count == 1)
    let watched = WatchedDatabase(shop.fixture.ledger.database)
    let jobs = SQLJobs(database: watched, ids: shop.fixture.ledger.ids)
    #expect(try await jobs.pending(in: [.standard, .mail], at: shop.now) == 2)
    for plan in try shop.fixture.ledger.database.plans(
      of: watched.takeStatements(), isServing: true)
    {
      let waiting = plan.steps.filter { $0.contains("platform_jobs_waiting") }
      #expect(waiting.count == 2, "\(plan)")
    }
  }

  @Test(
    "A worker whose clock was ahead is given time to show itself, and no more",
    arguments: Engine.allCases)
  func seenAhead(on engine: Engine) async throws {
    let shop = try await Workshop(on: engine)
    let (dead, alive) = (shop.worker(), shop.worker())
    for worker in [dead, alive] {
      try await shop.jobs.beat(worker, at: shop.now, machine: shop.now)
    }
    try await shop.enqueue("1")
    _ = try await shop.claim(for: dead)
    try await shop.pass(seconds: -3_600, since: dead)
    #expect(try await shop.jobs.beat(alive, at: shop.now, machine: shop.now) == 0)
    try await shop.pass(seconds: 46, since: dead)
    #expect(try await shop.jobs.beat(alive, at: shop.now, machine: shop.now) == 1)
  }

  @Test(
    "What a clock ahead enqueued for at once is due when the clock is right; the rest waits",
    arguments: Engine.allCases)
  func hastened(on engine: Engine) async throws {
    let shop = try await Workshop(on: engine)
    let later = shop.now.adding(seconds: 7_200)
    shop.clock.advance(seconds: 3_600)
    try await shop.enqueue("now")
    try await shop.enqueue("later", at: later)
    shop.clock.advance(seconds: -3_600)
    #expect(try await shop.claim(for: shop.worker()) == [])
    try await shop.jobs.hasten(.standard, due: shop.now, at: shop.now)
    let claimed = try await shop.claim(for: shop.worker())
    #expect(claimed.map(\.arguments) == [#"{"ticket":"now"}"#])
  }

  @Test(
    "A retry and a pause that a clock ahead told are over when the clock is right",
    arguments: Engine.allCases)
  func hastenedPauses(on engine: Engine) async throws {
    let shop = try await Workshop(on: engine)
    shop.clock.advance(seconds: 7_200)
    try await shop.enqueue("failed")
    let run = try #require(try await shop.claim(for: shop.worker()).first).run
    try await shop.jobs.finish(
      run, as: .retryable(at: shop.now.adding(seconds: 16), error: "no"), at: shop.now)
    try await shop.fixture.ledger.database.execute(
      """
      INSERT INTO platform_jobs (id, context, kind, queue, state, args, max_attempts, scheduled_at,
        created_at)
      VALUES (\(shop.worker()), 'test', 'test.post', 'mail', 'scheduled', '{}', 3,
        \(shop.now.adding(seconds: 60)), \(shop.now))
      """)
    shop.clock.advance(seconds: -7_200)
    for queue in [JobQueue.standard, .mail] {
      try await shop.jobs.hasten(queue, due: shop.now, at: shop.now)
    }
    #expect(try await shop.all().map(\.scheduledAt) == [shop.now, shop.now])
  }

  @Test("A worker that leaves leaves its jobs at once", arguments: Engine.allCases)
  func leave(on engine: Engine) async throws {
    let shop = try await Workshop(on: engine)
    let (first, second) = (shop.worker(), shop.worker())
    try await shop.jobs.beat(first, at: shop.now, machine: shop.now)
    try await shop.enqueue("1")
    _ = try await shop.claim(for: first)
    try await shop.jobs.leave(first)
    #expect(try await shop.jobs.beat(second, at: shop.now, machine: shop.now) == 1)
  }

  @Test("The last attempt of a dead worker gives a job up", arguments: Engine.allCases)
  func lastRescue(on engine: Engine) async throws {
    let shop = try await Workshop(on: engine)
    try await shop.enqueue("1")
    for _ in 1...3 {
      _ = try await shop.claim(for: shop.worker())
      try await shop.jobs.beat(shop.worker(), at: shop.now, machine: shop.now)
    }
    #expect(try await shop.all().map(\.state) == [.discarded])
  }

  @Test("There is one unfinished job under a unique key", arguments: Engine.allCases)
  func unique(on engine: Engine) async throws {
    let shop = try await Workshop(on: engine)
    for _ in 1...3 { try await shop.enqueue("1", unique: .byArguments) }
    let run = try #require(try await shop.claim(for: shop.worker()).first).run
    try await shop.enqueue("1", unique: .byArguments)
    #expect(try await shop.all().count == 1)
    try await shop.jobs.finish(run, as: .completed, at: shop.now)
    try await shop.enqueue("1", unique: .byArguments)
    #expect(try await shop.all().count == 2)
  }
}

extension Workshop {
  /// Lets a worker not have been seen for so long, by the store's own clock.
  func pass(seconds: Int64, since worker: WorkerID) async throws {
    let database = fixture.ledger.database
    switch database.dialect {
    case .postgres:
      try await database.execute(
        """
        UPDATE platform_workers SET seen_at = seen_at - \(seconds) * interval '1 second'
        WHERE id = \(worker)
        """)
    case .sqlite:
      try await database.execute(
        "UPDATE platform_workers SET seen_at = seen_at - \(seconds * 1_000) WHERE id = \(worker)")
    }
  }
}
