import Ajo
import AjoTesting
import Kernel
import KernelTesting
import Ports
import Storage
import StorageTesting
import Testing
import WorkTesting

/// What a circle's topic carries, on every engine.
@Suite struct CircleEventContractTests {
  @Test(
    "Joins, changes, payments, payouts and the end are events on the circle's topic, in order",
    arguments: Engine.allCases)
  func course(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(3)
    let circle = try await fixture.forming(of: users, size: 3)
    try await fixture.circles.leave(circle.id, by: users[2])
    _ = try await fixture.circles.update(circle.id, by: users[0]) { terms in
      terms.size = 2
      terms.defaultPolicy = .hostCover
    }
    _ = try await fixture.circles.start(circle.id, by: users[0])
    for cycle in 1...2 { try await fixture.pay(cycle, by: users[0], into: circle.id) }
    try await fixture.advance(days: 6)
    try await fixture.pay(by: users[1], into: circle.id)
    _ = try await fixture.circles.offerPledge(true, in: circle.id, by: users[1])
    _ = try await fixture.circles.handOver(circle.id, to: users[1], by: users[0])
    _ = try await fixture.circles.cancel(circle.id, by: .operatorConsole, reason: "they asked")
    let events = try await fixture.database.all(
      """
      SELECT type, topics FROM platform_outbox
      WHERE aggregate = \("circle:\(circle.id)") AND type <> 'ajo.contribution.due'
      ORDER BY number
      """
    ) { (type: try $0["type"] as String, topics: try $0["topics"] as String) }
    #expect(
      events.map(\.type) == [
        "ajo.circle.joined", "ajo.circle.joined", "ajo.circle.left", "ajo.circle.changed",
        "ajo.circle.started", "ajo.contribution.paid", "ajo.contribution.paid",
        "ajo.contribution.late", "ajo.contribution.covered", "ajo.payout.made",
        "ajo.contribution.paid", "ajo.circle.host_changed", "ajo.circle.cancelled",
      ])
    #expect(events.allSatisfy { $0.topics.contains(circle.topic) })
  }
}
