import Ajo
import AjoTesting
import Kernel
import KernelTesting
import Ports
import StorageTesting
import Synchronization
import Testing
import Work
import WorkTesting

/// Acts that move money later: whoever has a PIN shows a token for them.
@Suite struct CirclePinTests {
  private struct Stale: Error {}

  private func asking(
    _ naira: Int64, _ fixture: CircleFixture
  ) -> (pins: OneToken, circles: CircleService) {
    let pins = OneToken(amount: .naira(naira))
    return (pins, fixture.circles(pins: PinPolicy(verifier: pins, isForEverybody: true)))
  }

  @Test(
    "A mandate is given with a token for a cycle's amount; to end or repeat it takes none",
    arguments: [true, false])
  func mandate(_ isStarted: Bool) async throws {
    let fixture = try await CircleFixture(on: .sqlite)
    let users = try await fixture.users(2)
    let circle = try await fixture.forming(of: users, size: 2)
    if isStarted { _ = try await fixture.circles.start(circle.id, by: users[0]) }
    let (pins, circles) = asking(100, fixture)
    for token in [nil, "wrong"] {
      await #expect(throws: PinRequired.self) {
        try await circles.setMandate(true, in: circle.id, by: users[1], pinToken: token)
      }
    }
    await #expect(throws: Stale.self) {
      try await circles.setMandate(
        true, in: circle.id, by: users[1], pinToken: "right", precondition: { _ in throw Stale() })
    }
    #expect(!pins.isSpent)
    let before = try await fixture.circles.circle(circle.id).version
    let given = try await circles.setMandate(
      true, in: circle.id, by: users[1], pinToken: "right")
    #expect(given.member.mandate && given.circle.version == before + 1)
    #expect(pins.isSpent)
    // Its answer was lost.
    let again = try await circles.setMandate(true, in: circle.id, by: users[1])
    #expect(again == given)
    let ended = try await circles.setMandate(false, in: circle.id, by: users[1])
    #expect(!ended.member.mandate)
    await #expect(throws: PinRequired.self) {
      try await circles.setMandate(true, in: circle.id, by: users[1], pinToken: "right")
    }
  }

  @Test("A token for less than the amount gives no mandate, and one of an outsider nothing")
  func amount() async throws {
    let fixture = try await CircleFixture(on: .sqlite)
    let users = try await fixture.users(3)
    let circle = try await fixture.forming(of: Array(users.prefix(2)), size: 2)
    let (pins, circles) = asking(99, fixture)
    await #expect(throws: PinRequired.self) {
      try await circles.setMandate(true, in: circle.id, by: users[1], pinToken: "right")
    }
    pins.amount.withLock { $0 = .naira(100) }
    await #expect(throws: CircleRefusal.notFound) {
      try await circles.setMandate(true, in: circle.id, by: users[2], pinToken: "right")
    }
    _ = try await circles.cancel(circle.id, by: users[0])
    await #expect(throws: CircleRefusal.alreadyEnded) {
      try await circles.setMandate(true, in: circle.id, by: users[1], pinToken: "right")
    }
    #expect(!pins.isSpent)
  }

  @Test("A host who pledges starts the circle with a token for the pledge, once")
  func pledge() async throws {
    let fixture = try await CircleFixture(on: .sqlite)
    let host = try await fixture.user("ada", holding: 199)
    let others = try await fixture.users(2)
    let circle = try await fixture.forming(of: [host] + others, size: 3) {
      $0.defaultPolicy = .hostCover
    }
    let (pins, circles) = asking(200, fixture)
    func start(_ token: String?) async throws -> StartedCircle {
      try await circles.start(
        circle.id, by: host, pinToken: token, once: .describing(under: key(of: host)))
    }
    await #expect(throws: PinRequired.self) { try await start(nil) }
    #expect(try await fixture.circles.circle(circle.id).state == .forming)
    // A refusal leaves the token to be used.
    await #expect(throws: CircleRefusal.pledgeMissing) {
      try await circles.start(circle.id, by: host, pinToken: "right")
    }
    #expect(!pins.isSpent)
    _ = try await fixture.wallets.credit(host, amount: .naira(1), note: nil, by: .operatorConsole)
    #expect(try await start("right").view.circle.state == .active)
    #expect(try await fixture.balance(circle.pledgeTerms(of: host)) == .naira(200))
    #expect(pins.isSpent)
    // A repetition needs no fresh token.
    await #expect(throws: Replay.self) { try await start(nil) }
  }

  @Test("A start that pledges nothing, and one by a member, asks for no token")
  func unpledged() async throws {
    let fixture = try await CircleFixture(on: .sqlite)
    let users = try await fixture.users(2)
    let circle = try await fixture.forming(of: users, size: 2)
    let covered = try await fixture.forming(of: users, size: 2) { $0.defaultPolicy = .hostCover }
    let (_, circles) = asking(100, fixture)
    await #expect(throws: CircleRefusal.hostOnly) {
      try await circles.start(covered.id, by: users[1])
    }
    #expect(try await circles.start(circle.id, by: users[0]).view.circle.state == .active)
    await #expect(throws: CircleRefusal.alreadyStarted) {
      try await circles.start(circle.id, by: users[0])
    }
  }

  @Test("Whoever agrees to pledge after a handover shows a token for the pledge, once")
  func offer() async throws {
    let fixture = try await CircleFixture(on: .sqlite)
    let users = try await fixture.users(3)
    let circle = try await fixture.circle(of: users) { $0.defaultPolicy = .hostCover }
    let (pins, circles) = asking(200, fixture)
    await #expect(throws: PinRequired.self) {
      try await circles.offerPledge(true, in: circle.id, by: users[1])
    }
    let offered = try await circles.offerPledge(
      true, in: circle.id, by: users[1], pinToken: "right")
    #expect(offered.member.pledgeOffer == 20_000 && pins.isSpent)
    #expect(try await circles.offerPledge(true, in: circle.id, by: users[1]) == offered)
    _ = try await circles.handOver(circle.id, to: users[1], by: users[0])
    #expect(try await fixture.naira(of: users) == [1_000, 800, 1_000])
    await #expect(throws: PinRequired.self) {
      try await circles.offerPledge(true, in: circle.id, by: users[0], pinToken: "right")
    }
    #expect(
      try await circles.offerPledge(false, in: circle.id, by: users[0]).member.pledgeOffer == 0)
  }

  private func key(of user: UserID) -> IdempotencyKey {
    IdempotencyKey(
      owner: user.rawValue, route: "POST /start", key: "k",
      fingerprint: [UInt8](repeating: 1, count: 32), requestID: "r")
  }
}
