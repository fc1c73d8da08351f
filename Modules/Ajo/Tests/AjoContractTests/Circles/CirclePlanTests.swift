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

/// What statements cost does not depend on how many circles there are, on every engine.
@Suite struct CirclePlanTests {
  @Test("Every statement on circles uses an index", arguments: Engine.allCases)
  func indexes(on engine: Engine) async throws {
    let watched = WatchedDatabase(try await CircleFixture(on: engine).database)
    let fixture = CircleFixture(over: watched)
    let users = try await fixture.users(3)
    let circle = try await fixture.circle(of: users, mandates: users) { $0.lateFee = .naira(1) }
    _ = try await fixture.circles.circles(
      of: users[0], in: [.active, .forming], before: circle.id, limit: 9)
    _ = try await fixture.circles.members(
      of: circle.id, for: users[0],
      after: MemberPlace(isActive: true, turn: 1, userID: users[0]), limit: 9)
    _ = try await fixture.circles.health(of: circle.id, for: users[0])
    _ = try await fixture.store.oldestDebt(of: users[0], in: circle)
    for health in CircleFilter.Health.allCases {
      _ = try await fixture.circles.overviews(
        CircleFilter(state: .active, health: health), before: fixture.ids.make(), limit: 9)
    }
    _ = try await fixture.circles.overviews(
      CircleFilter(hostID: users[0]), before: nil, limit: 9)
    _ = try await SQLDashboardStore(database: watched).openContributions(
      of: users[0], dueBy: circle.terms.startDate, in: .naira)
    _ = try await fixture.circles.payouts(of: circle.id, for: users[0], before: 9, limit: 9)
    try await fixture.pay(2, by: users[0], into: circle.id)
    try await fixture.advance(days: 6)
    _ = try await fixture.store.movements([fixture.ids.make()])
    _ = try await fixture.store.contributions(
      ContributionFilter(circleID: circle.id, userID: users[0], state: .paid),
      after: ContributionPlace(cycle: 1, userID: users[0]), limit: 9)
    _ = try await fixture.circles.cancel(circle.id, by: .operatorConsole, reason: "test")
    for user in users { try? await fixture.deletions.delete(user) }
    try await fixture.store.atomically(.unkeyed) { try $0.stopMandates(of: users[0]) }

    let own = watched.takeStatements().filter { "\($0)".contains("ajo_") }
    let plans = try watched.plans(of: own, isServing: true)
    #expect(plans.count >= 25)
    for plan in plans {
      // What belongs to one circle or one user is few rows, and may be sorted.
      let faults = plan.faults.filter { !"\($0)".contains("Sort") && !"\($0)".contains("B-TREE") }
      #expect(faults.isEmpty, "\(faults) of \(plan)")
    }
  }
}
