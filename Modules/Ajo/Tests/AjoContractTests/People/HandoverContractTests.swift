import Ajo
import AjoTesting
import Kernel
import KernelTesting
import Ports
import Storage
import StorageTesting
import Testing

/// Hosts who hand circles over, on every engine.
@Suite struct HandoverContractTests {
  @Test("Another member becomes the host, and the old one may leave", arguments: Engine.allCases)
  func forming(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(3, holding: 0)
    let circle = try await fixture.forming(of: Array(users.prefix(2)), size: 3)
    await #expect(throws: CircleRefusal.hostOnly) {
      try await fixture.circles.handOver(circle.id, to: users[0], by: users[1])
    }
    await #expect(throws: CircleRefusal.notFound) {
      try await fixture.circles.handOver(circle.id, to: users[0], by: users[2])
    }
    await #expect(throws: ValidationErrors.self) {
      try await fixture.circles.handOver(circle.id, to: users[2], by: users[0])
    }
    let handed = try await fixture.circles.handOver(circle.id, to: users[1], by: users[0])
    #expect(handed.circle.hostID == users[1] && handed.member.role == .member)
    #expect(handed.circle.version == circle.version + 1)
    #expect(try await fixture.circles.circle(circle.id, of: users[1]).member.role == .host)
    #expect(try await fixture.notified(users[1]).contains("ajo.circle.host_changed"))
    try await fixture.circles.leave(circle.id, by: users[0])
    await #expect(throws: CircleRefusal.hostCannotLeave) {
      try await fixture.circles.leave(circle.id, by: users[1])
    }
  }

  @Test(
    "Under host_cover the new host pledges, and the old one gets back what is left",
    arguments: Engine.allCases)
  func pledge(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let (ada, bola) = (try await fixture.user("ada"), try await fixture.user("bola"))
    let chidi = try await fixture.user("chidi", holding: 150)
    let late = try await fixture.user("dele", holding: 0)
    let users = [ada, bola, chidi, late]
    let circle = try await fixture.circle(of: users, mandates: [ada, bola, chidi]) {
      $0.defaultPolicy = .hostCover
    }
    #expect(try await fixture.naira(of: users) == [700, 1_000, 150, 0])
    // Nobody's money is pledged without their word.
    for user in [bola, chidi] {
      await #expect(throws: CircleRefusal.pledgeNotOffered) {
        try await fixture.circles.handOver(circle.id, to: user, by: ada)
      }
    }
    #expect(try await fixture.naira(of: users) == [700, 1_000, 150, 0])
    for user in [bola, chidi] {
      #expect(
        try await fixture.circles.offerPledge(true, in: circle.id, by: user).member.pledgeOffer
          == 30_000)
    }
    await #expect(throws: CircleRefusal.pledgeMissing) {
      try await fixture.circles.handOver(circle.id, to: chidi, by: ada)
    }
    try await fixture.advance(days: 6)
    // One of three amounts covered Dele, who owes it to Ada.
    #expect(try await fixture.balance(circle.pledgeTerms(of: ada)) == .naira(200))
    _ = try await fixture.circles.handOver(circle.id, to: bola, by: ada)
    #expect(try await fixture.balance(circle.pledgeTerms(of: ada)) == .naira(0))
    #expect(try await fixture.balance(circle.pledgeTerms(of: bola)) == .naira(300))
    #expect(try await fixture.naira(of: users) == [1_200, 600, 50, 0])
    // And back again. Each word is for one handover.
    await #expect(throws: CircleRefusal.pledgeNotOffered) {
      try await fixture.circles.handOver(circle.id, to: ada, by: bola)
    }
    _ = try await fixture.circles.offerPledge(true, in: circle.id, by: ada)
    _ = try await fixture.circles.handOver(circle.id, to: ada, by: bola)
    _ = try await fixture.circles.offerPledge(true, in: circle.id, by: bola)
    _ = try await fixture.circles.offerPledge(false, in: circle.id, by: bola)
    await #expect(throws: CircleRefusal.pledgeNotOffered) {
      try await fixture.circles.handOver(circle.id, to: bola, by: ada)
    }
    _ = try await fixture.circles.offerPledge(true, in: circle.id, by: bola)
    _ = try await fixture.circles.handOver(circle.id, to: bola, by: ada)
    #expect(try await fixture.naira(of: users) == [1_200, 600, 50, 0])
    _ = try await fixture.wallets.credit(
      late, amount: .naira(100), note: nil, by: .operatorConsole)
    try await fixture.pay(1, by: late, into: circle.id)
    #expect(try await fixture.naira(of: users) == [1_300, 600, 50, 0])
    #expect(try fixture.findings() == [])
  }

  @Test("An administrator changes the host, and it is audited", arguments: Engine.allCases)
  func administrator(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(2)
    let circle = try await fixture.circle(of: users)
    let changed = try await fixture.circles.changeHost(
      of: circle.id, to: users[1], by: .operatorConsole, reason: "Ada is ill")
    #expect(changed.hostID == users[1])
    let audited = try await fixture.database.all(
      "SELECT target FROM platform_audit WHERE action = 'ajo.circle.change_host'"
    ) { try $0["target"] as String }
    #expect(audited == ["circle:\(circle.id)"])
    _ = try await fixture.circles.cancel(circle.id, by: users[1])
    await #expect(throws: CircleRefusal.alreadyEnded) {
      try await fixture.circles.handOver(circle.id, to: users[0], by: users[1])
    }
  }
}
