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

/// Schedules that say what they wait for, on every engine.
@Suite(.timeLimit(.minutes(30))) struct WaitingScheduleTests {
  /// What there is to do, each at its moment.
  private final class Dues: Sendable {
    let left = Mutex<[Instant]>([])
    let done = Mutex<[(due: Instant, doneAt: Instant)]>([])
    let questions = Atomic(0)

    /// A schedule of every minute that waits for the first.
    var schedule: Schedule {
      Schedule("test.dues", .every(.seconds(60)), waitingFor: { self.first() }) {
        Punch(ticket: "\($0)")
      }
    }

    private func first() -> Instant? {
      questions.add(1, ordering: .relaxed)
      return left.withLock { $0.min() }
    }

    func handler(_ clock: BusinessClock) -> JobHandler {
      JobHandler(Punch.self) { _, _ in
        let now = clock.now()
        let due = self.left.withLock { left in
          defer { left.removeAll { $0 <= now } }
          return left.filter { $0 <= now }.sorted()
        }
        self.done.withLock { $0 += due.map { ($0, now) } }
      }
    }
  }

  private struct Broken: Error {}

  @Test(
    "A clock that moves a year passes over what has nothing to do, and stops for what has",
    arguments: Engine.allCases)
  func year(on engine: Engine) async throws {
    let shop = try await Workshop(on: engine)
    let time = BusinessTime(
      in: shop.fixture.ledger.database, over: shop.clock, ids: shop.fixture.ledger.ids)
    let (start, dues) = (shop.now, Dues())
    let minute = Instant(milliseconds: start.milliseconds / 60_000 * 60_000)
    // At a full minute, within one, two within the same, and one.
    let moments: [Int64] = [600_000, 86_400_001, 90_000_000, 90_000_500, 31_000_000_000]
    dues.left.withLock { $0 = moments.map { minute.adding(milliseconds: $0) } }
    dues.left.withLock { $0.append(start.adding(seconds: 400 * 86_400)) }
    try await shop.jobs.take([dues.schedule], at: start, machine: start)

    let outcome = try await time.advance(
      by: .seconds(365 * 86_400), doing: [dues.handler(time.clock)], on: [dues.schedule])

    #expect(outcome.pending == 0)
    let done = dues.done.withLock { $0 }
    #expect(done.map(\.due) == moments.map { minute.adding(milliseconds: $0) })
    for (due, doneAt) in done {
      #expect(doneAt.milliseconds - due.milliseconds < 60_000 && doneAt >= due)
      #expect(doneAt.milliseconds % 60_000 == 0)
    }
    #expect(try await shop.all().count == 5)
    #expect(dues.questions.load(ordering: .relaxed) < 200)
  }

  @Test("It is noted when a schedule had nothing to do", arguments: Engine.allCases)
  func noted(on engine: Engine) async throws {
    let (shop, dues) = (try await Workshop(on: engine), Dues())
    try await shop.jobs.take([dues.schedule], at: shop.now, machine: shop.now)
    shop.clock.advance(seconds: 90)
    #expect(try await shop.jobs.take([dues.schedule], at: shop.now, machine: shop.now) == 0)
    let record = try #require(try await shop.jobs.schedules().first)
    #expect(record.lastAt.map { shop.now.milliseconds - $0.milliseconds < 60_000 } == true)
    #expect(record.lastState == nil && record.nextAt > shop.now)
    #expect(try await shop.jobs.nextMoment(of: [dues.schedule]) == nil)
    // What comes later is seen at the next moment.
    dues.left.withLock { $0 = [shop.now] }
    #expect(try await shop.jobs.nextMoment(of: [dues.schedule]) == record.nextAt)
    shop.clock.advance(seconds: 60)
    #expect(try await shop.jobs.take([dues.schedule], at: shop.now, machine: shop.now) == 1)
  }

  @Test("A question that fails is no reason to do nothing", arguments: Engine.allCases)
  func broken(on engine: Engine) async throws {
    let shop = try await Workshop(on: engine)
    let schedule = Schedule(
      "test.dues", .every(.seconds(60)), waitingFor: { throw Broken() }
    ) { Punch(ticket: "\($0)") }
    try await shop.jobs.take([schedule], at: shop.now, machine: shop.now)
    #expect(try await shop.jobs.nextMoment(of: [schedule]) != nil)
    shop.clock.advance(seconds: 60)
    #expect(try await shop.jobs.take([schedule], at: shop.now, machine: shop.now) == 1)
  }
}
