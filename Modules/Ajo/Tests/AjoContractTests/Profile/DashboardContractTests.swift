import Ajo
import AjoSQL
import AjoTesting
import Kernel
import KernelTesting
import Ports
import Storage
import StorageTesting
import Testing
import WorkTesting

/// What users see of their savings.
@Suite struct DashboardContractTests {
  private func dashboards(_ fixture: CircleFixture) throws -> DashboardService {
    DashboardService(
      store: SQLDashboardStore(database: fixture.database), clock: fixture.time.clock,
      zone: try TimeZoneRules(identifier: "Africa/Lagos"), currency: .naira)
  }

  private func actions(
    of user: UserID, in fixture: CircleFixture
  ) async throws -> [ActionItem] {
    try await CircleActions(
      store: SQLDashboardStore(database: fixture.database), currency: .naira
    ).actions(of: user, at: fixture.time.clock.now())
  }

  @Test("It counts what was paid in, what came out, and what is next", arguments: Engine.allCases)
  func figures(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(2)
    let circle = try await fixture.circle(of: users)
    try await fixture.pay(1, by: users[0], into: circle.id)
    try await fixture.pay(1, by: users[1], into: circle.id)
    try await fixture.advance(days: 9)

    let first = try await dashboards(fixture).dashboard(of: users[0])
    #expect(first.totalSaved == .naira(100))
    #expect(first.totalReceived == .naira(200))
    #expect(first.activeCircles == 1)
    #expect(first.onTimeRate == 10_000)
    #expect(first.nextPayout == nil)
    #expect(first.nextContribution?.dueDate == CivilDate("2026-01-12"))
    #expect(first.nextContribution?.amount == .naira(100))
    #expect(first.months.count == 12)
    #expect(first.months.last?.begins == CivilDate("2026-01-01"))
    #expect(first.months.last?.saved == .naira(100))
    #expect(first.months.last?.received == .naira(200))
    #expect(first.months.dropLast().allSatisfy { $0.saved.minorUnits == 0 })

    let second = try await dashboards(fixture).dashboard(of: users[1])
    #expect(second.totalReceived == .naira(0))
    #expect(second.nextPayout?.circleID == circle.id)
    #expect(second.nextPayout?.amount == .naira(200))
    #expect(second.nextPayout?.dueDate == CivilDate("2026-01-12"))
  }

  @Test("Somebody who is in no circle has a dashboard of nothing", arguments: Engine.allCases)
  func nothing(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let dashboard = try await dashboards(fixture).dashboard(of: try await fixture.user("ada"))
    #expect(dashboard.totalSaved == .naira(0) && dashboard.totalReceived == .naira(0))
    #expect(dashboard.nextPayout == nil && dashboard.nextContribution == nil)
    #expect(dashboard.onTimeRate == nil && dashboard.activeCircles == 0)
  }

  @Test(
    "A contribution is asked for from three days before, and is late when its grace is over",
    arguments: Engine.allCases)
  func asked(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(2)
    let circle = try await fixture.circle(of: users) {
      $0.startDate = CivilDate("2026-01-06") ?? .earliest
      $0.lateFee = .naira(5)
    }
    #expect(try await actions(of: users[1], in: fixture).isEmpty)
    try await fixture.advance(days: 2)
    let due = try await actions(of: users[1], in: fixture)
    #expect(due.map(\.code) == [.contributionDue])
    #expect(due.first?.title == "Pay 100.00 NGN to Family Ajo by 6 January 2026.")
    #expect(due.first?.actionURL == "/circles/\(circle.id)")
    try await fixture.pay(1, by: users[0], into: circle.id)
    #expect(try await actions(of: users[0], in: fixture).isEmpty)
    try await fixture.advance(days: 5)
    let late = try await actions(of: users[1], in: fixture).first
    #expect(late?.code == .contributionLate)
    #expect(late?.priority == .high)
    #expect(
      late?.title == """
        Pay 100.00 NGN and the late fee of 5.00 NGN to Family Ajo: it was due on 6 January 2026.
        """)
    #expect(try await dashboards(fixture).dashboard(of: users[1]).onTimeRate == 0)
  }

  @Test(
    "What a pledge covered is owed, one's own turn too; what one owes oneself is not asked for",
    arguments: Engine.allCases)
  func covered(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(3)
    let circle = try await fixture.circle(of: users, mandates: [users[0]]) {
      $0.defaultPolicy = .hostCover
      $0.lateFee = .naira(5)
    }
    // The pledge of 200 covers two in the first cycle, and nobody in the second.
    try await fixture.advance(days: 13)
    #expect(
      try await actions(of: users[1], in: fixture).map(\.title) == [
        """
        Pay 100.00 NGN and the late fee of 5.00 NGN to whoever covered you in Family Ajo: it was \
        due on 5 January 2026.
        """
      ])
    #expect(
      try await actions(of: users[2], in: fixture).map(\.title).last == """
        Pay 100.00 NGN and the late fee of 5.00 NGN to Family Ajo: it was due on 12 January 2026.
        """)
    _ = try await fixture.circles.cancel(circle.id, by: .operatorConsole, reason: "asked for")
    #expect(try await actions(of: users[2], in: fixture).count == 2)
  }
}
