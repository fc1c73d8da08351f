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

/// Contributions are money that goes out: whoever has a PIN shows a token for them.
@Suite struct ContributionPinTests {
  @Test("A contribution spends a token for its amount, its late fee included, once")
  func token() async throws {
    let fixture = try await CircleFixture(on: .sqlite)
    let users = try await fixture.users(2)
    let circle = try await fixture.circle(of: users) { $0.lateFee = .naira(5) }
    let pins = OneToken(amount: .naira(105))
    let contributions = ContributionService(
      store: fixture.store, money: MoneyOut(pins: PinPolicy(verifier: pins, isForEverybody: true)),
      clock: fixture.time.clock)
    func pay(_ cycle: Int, _ token: String?, under key: String? = nil) async throws {
      let key = key.map {
        IdempotencyKey(
          owner: users[0].rawValue, route: "POST /contributions", key: $0,
          fingerprint: [UInt8](repeating: 1, count: 32), requestID: "r")
      }
      _ = try await contributions.contribute(
        .init(circleID: circle.id, cycle: cycle, member: users[0]), pinToken: token,
        once: .describing(under: key))
    }
    await #expect(throws: PinRequired.self) { try await pay(1, nil) }
    // Not late yet: it is another amount.
    await #expect(throws: PinRequired.self) { try await pay(1, "right") }
    fixture.clock.set(CircleFixture.start.adding(seconds: 6 * 86_400))
    _ = try await fixture.rounds.look(at: circle.id)
    // What is refused leaves the token to be used.
    await #expect(throws: ContributionRefusal.noSuchCycle) {
      pins.amount.withLock { $0 = .naira(100) }
      try await pay(3, "right")
    }
    pins.amount.withLock { $0 = .naira(105) }
    try await pay(1, "right", under: "k")
    #expect(try await fixture.balance(of: users[0]) == .naira(895))
    // A repetition needs no fresh token.
    await #expect(throws: Replay.self) { try await pay(1, nil, under: "k") }
    await #expect(throws: PinRequired.self) { try await pay(2, "right") }
  }

  @Test("A token is given back where what it was for is not there")
  func notThere() async throws {
    let pins = OneToken(amount: .naira(5))
    let money = MoneyOut(pins: PinPolicy(verifier: pins, isForEverybody: true))
    let spending = Spending(
      userID: UserID(rawValue: 7), action: .contribute, amount: .naira(5), pinToken: "right")
    func pay(refusing refusal: any Error) async throws {
      _ = try await money.perform(
        spending, once: Once<Int>.unkeyed, refusals: ContributionRefusal.self,
        replay: { _ in nil }, check: {}, move: { throw refusal })
    }
    await #expect(throws: CircleRefusal.notFound) {
      try await pay(refusing: CircleRefusal.notFound)
    }
    #expect(!pins.isSpent)
    await #expect(throws: NotFound.self) { try await pay(refusing: NotFound()) }
    #expect(!pins.isSpent)
  }
}
