import Ajo
import AjoTesting
import Glibc
import Jobs
import Kernel
import KernelTesting
import Storage
import StorageTesting
import Testing
import WorkTesting

/// Many circles that are due at once, on every engine. `Scripts/check-due-date` has 10,000 of them.
@Suite struct DueDateTests {
  @Test(
    "Circles of one due date, looked at side by side in slices, take and pay each their own once",
    arguments: Engine.allCases)
  func slices(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let (circles, users) = try await Self.circles(24, on: fixture)
    try await fixture.time.advance(
      by: .seconds(5 * 86_400), doing: fixture.handlers(slice: 5))
    try await Self.check(circles, users, on: fixture)
    let slices = try await fixture.database.first(
      "SELECT count(*) FROM platform_jobs WHERE kind = 'ajo.mandate' AND args LIKE '%through%'"
    ) { try $0.get(0, as: Int.self) }
    #expect(slices == 5)
  }

  @Test(
    "Of a wallet that does not reach for all, the circles with the smaller ids are paid",
    arguments: Engine.allCases)
  func shared(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let rich = try await fixture.user("rich", holding: 10_000)
    let poor = try await fixture.user("poor", holding: 500)
    var circles: [Circle] = []
    for _ in 1...12 {
      circles.append(try await fixture.circle(of: [rich, poor], mandates: [rich, poor]))
    }
    try await fixture.time.advance(
      by: .seconds(4 * 86_400 - 11 * 3_600), doing: fixture.handlers(slice: 2))
    for (index, circle) in circles.enumerated() {
      let paid = try await fixture.store.contribution(1, of: poor, in: circle.id)
      #expect(paid?.state == (index < 5 ? .paid : .pending), "\(index)")
    }
    #expect(try await fixture.balance(of: poor) == .naira(0))
  }

  @Test(
    "A process that is killed among many circles leaves each whole, and another goes on",
    arguments: Engine.allCases)
  func killed(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let (circles, users) = try await Self.circles(12, on: fixture)
    let address = try #require(Engine.address(of: fixture.database))
    let due = try #require(circles[0].dueAt)
    for (step, days) in [(70, Int64(0)), (41, 0), (23, 1), (57, 1)] {
      let now = due.adding(seconds: days * 86_400 + 600).milliseconds
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [address = address as String, step = step as Int, now = now as Int64] in
        let database = MortalDatabase(try Engine.open(address), dyingAt: step)
        let fixture = CircleFixture(over: database)
        fixture.clock.set(Instant(milliseconds: now))
        try await fixture.rounds.run(TurnCycles())
      }
    }
    fixture.clock.set(due.adding(seconds: 86_400 + 600))
    try await fixture.rounds.run(TurnCycles())
    try await Self.check(circles, users, on: fixture)
  }

  /// Circles of three, each with members of its own who have mandates.
  private static func circles(
    _ count: Int, on fixture: CircleFixture
  ) async throws -> (circles: [Circle], users: [[UserID]]) {
    var circles: [Circle] = []
    var users: [[UserID]] = []
    for _ in 1...count {
      let members = try await fixture.users(3, holding: 100)
      circles.append(try await fixture.circle(of: members, mandates: members))
      users.append(members)
    }
    return (circles, users)
  }

  /// Everybody has paid once, and the first of each circle was paid once.
  private static func check(
    _ circles: [Circle], _ users: [[UserID]], on fixture: CircleFixture
  ) async throws {
    for (circle, members) in zip(circles, users) {
      let payouts = try await fixture.store.payouts(of: circle.id, before: .max, limit: 9)
      #expect(payouts.map { $0.payout?.amount } == [.naira(300)])
      #expect(try await fixture.circles.circle(circle.id).pot == .naira(0))
      for (member, naira) in zip(members, [Int64(300), 0, 0]) {
        #expect(try await fixture.balance(of: member) == .naira(naira))
      }
    }
    #expect(try fixture.findings() == [])
  }
}
