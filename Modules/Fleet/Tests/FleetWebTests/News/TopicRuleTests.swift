import ContextKit
import Events
import Fleet
import FleetTesting
import Kernel
import StorageTesting
import Testing

@testable import FleetWeb

/// Who may follow what.
@Suite struct TopicRuleTests {
  @Test("Whoever may read it follows it: members their company, sides and staff a transaction")
  func rules() async throws {
    let fleet = try await FleetFixture(on: .sqlite)
    let scene = try await fleet.scene()
    try await fleet.account(scene, dinars: 9_000)
    let sale = try await fleet.request(scene)
    let colleague = try fleet.user("colleague")
    _ = try await fleet.driver(of: scene.consumer, user: colleague)
    let stranger = try fleet.user("stranger")
    let outsider = try fleet.user("outsider")
    _ = try await fleet.company(.supplier, of: outsider, named: "Other")
    // Who; what of the supplier, the consumer, the transaction they follow.
    let table: [(UserID, [Role], [Bool])] = [
      (scene.member(.viewer, of: .supplier), [], [true, false, true]),
      (scene.member(.owner, of: .consumer), [], [false, true, true]),
      (scene.driverUser, [], [false, false, true]),
      (colleague, [], [false, false, false]), (stranger, [], [false, false, false]),
      (outsider, [], [false, false, false]),
      (stranger, [.support], [true, true, true]), (stranger, [.admin], [true, true, true]),
    ]
    let topics = [
      FleetTopics.company(scene.supplier.id), FleetTopics.company(scene.consumer.id),
      FleetTopics.transaction(sale.id),
    ]
    for (user, roles, expected) in table {
      let caller = Self.principal(user, roles)
      var allowed: [Bool] = []
      for topic in topics { allowed.append(try await Self.allows(topic, caller, fleet)) }
      #expect(allowed == expected, "\(user) \(roles)")
    }
    for topic in ["fleet.company:1", "fleet.transaction:\(scene.supplier.id)"] {
      let isAllowed = try await Self.allows(topic, Self.principal(stranger, [.admin]), fleet)
      #expect(!isAllowed)
    }
  }

  @Test("A socket of transactions begins with one's companies and what concerns oneself")
  func usual() async throws {
    let fleet = try await FleetFixture(on: .sqlite)
    let scene = try await fleet.scene()
    let member = scene.member(.operator, of: .consumer)
    try await fleet.add(member, to: scene.supplier, as: .viewer)
    let usual = usualFleetTopics(fleet.store)
    let own = try await usual.topics(Self.principal(member, []))
    #expect(
      Set(own) == [
        "user:\(member)", FleetTopics.company(scene.supplier.id),
        FleetTopics.company(scene.consumer.id),
      ])
    let driver = try await usual.topics(Self.principal(scene.driverUser, []))
    #expect(driver == ["user:\(scene.driverUser)"])
  }

  private static func principal(_ user: UserID, _ roles: [Role]) -> Principal {
    Principal(userID: user, sessionID: SessionID(rawValue: 1), roles: [.user] + roles)
  }

  private static func allows(
    _ topic: String, _ caller: Principal, _ fleet: FleetFixture
  ) async throws -> Bool {
    let parts = try #require(TopicName.parts(of: topic))
    let rule = try #require(fleetTopics(fleet.store).first { $0.kind == parts.kind })
    return try await rule.allows(parts.id, caller)
  }
}
