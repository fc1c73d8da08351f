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

/// Business time that is moved, on every engine.
@Suite(.timeLimit(.minutes(30))) struct ClockWalkTests {
  @Test(
    "Jobs that become due on the way run in order, each at its own time, on two servers",
    arguments: Engine.allCases)
  func walk(on engine: Engine) async throws {
    let shop = try await Workshop(on: engine)
    let start = shop.now
    let clock = BusinessClock(over: shop.clock)
    for minute in [50, 10, 30, 20, 40, 70] {
      try await shop.enqueue("\(minute)", at: start.adding(seconds: Int64(minute) * 60))
    }
    let seen = Mutex<[(due: Instant, now: Instant)]>([])
    let handler = JobHandler(Punch.self) { _, run in
      seen.withLock { $0.append((run.scheduledAt, clock.now())) }
    }
    let runners = (1...2).map { _ in shop.runner([handler], clock: clock) }
    clock.onMove { for runner in runners { runner.wake() } }
    let tasks = runners.map { runner in Task { try await runner.run() } }

    let walk = ClockWalk(
      clock, over: shop.clock, kept: SQLClock(database: shop.fixture.ledger.database),
      places: [ClockWalk.Place(store: shop.jobs, schedules: [], queues: [.standard])])
    let outcome = try await walk.move(.by(3_600_000), waiting: .seconds(60))
    for task in tasks { await task.end() }

    #expect(outcome.run == 5 && outcome.pending == 0)
    #expect(clock.now() == start.adding(seconds: 3_600))
    let found = seen.withLock { $0 }
    #expect(found.map(\.due) == (1...5).map { start.adding(seconds: $0 * 600) })
    #expect(found.allSatisfy { $0.due == $0.now })
  }

  @Test("A walk that may not wait jumps, and tells what is due", arguments: Engine.allCases)
  func jump(on engine: Engine) async throws {
    let shop = try await Workshop(on: engine)
    let clock = BusinessClock(over: shop.clock)
    try await shop.enqueue("1", at: shop.now.adding(seconds: 60))
    let hourly = Schedule("test.hourly", .every(.seconds(3_600))) { Punch(ticket: "\($0)") }
    try await shop.jobs.take([hourly], at: shop.now, machine: shop.now)
    let kept = SQLClock(database: shop.fixture.ledger.database)
    let walk = ClockWalk(
      clock, over: shop.clock, kept: kept,
      places: [ClockWalk.Place(store: shop.jobs, schedules: [hourly], queues: [.standard])])
    let outcome = try await walk.move(.toOffset(86_400_000), waiting: .zero)
    #expect(outcome.run == 0 && outcome.pending == 2)
    #expect(try await kept.offset() == 86_400_000)
    #expect(clock.offsetMilliseconds == 86_400_000)
  }

  @Test("Moves that are asked for at once add up", arguments: Engine.allCases)
  func together(on engine: Engine) async throws {
    let shop = try await Workshop(on: engine)
    let clock = BusinessClock(over: shop.clock)
    let kept = SQLClock(database: shop.fixture.ledger.database)
    let walk = ClockWalk(clock, over: shop.clock, kept: kept, places: [])
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 1...10 {
        group.addTask { _ = try await walk.move(.by(100_000), waiting: .seconds(5)) }
      }
      try await group.waitForAll()
    }
    #expect(try await kept.offset() == 1_000_000)
    #expect(clock.offsetMilliseconds == 1_000_000)
  }

  @Test("The clock of a store goes forward only", arguments: Engine.allCases)
  func forward(on engine: Engine) async throws {
    let shop = try await Workshop(on: engine)
    let kept = SQLClock(database: shop.fixture.ledger.database)
    #expect(try await kept.offset() == 0)
    #expect(try await kept.advance(toOffset: 5_000, audit: nil) == 5_000)
    #expect(try await kept.advance(toOffset: 4_000, audit: nil) == 5_000)
    let clock = BusinessClock(over: shop.clock, aheadBy: 5_000)
    clock.advance(toOffset: 4_000)
    #expect(clock.now() == shop.now.adding(seconds: 5))
  }
}
