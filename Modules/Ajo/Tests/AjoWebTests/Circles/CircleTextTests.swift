import Ajo
import AjoTesting
import Kernel
import KernelTesting
import Ports
import Storage
import StorageTesting
import Synchronization
import Testing

@testable import AjoWeb

/// What members read, and what is kept about them.
@Suite struct CircleTextTests {
  @Test("Members are told in words, with amounts and dates as people read them")
  func notifications() async throws {
    let fixture = try await CircleFixture(on: .sqlite)
    let users = try await fixture.users(2, holding: 5_000)
    let circle = try await fixture.circle(of: users, mandates: [users[1]]) {
      $0.amount = .naira(1_500)
      $0.lateFee = .naira(20)
      $0.defaultPolicy = .shortPay
    }
    try await fixture.advance(days: 5)
    let told = try await fixture.database.all(
      "SELECT title, body FROM platform_notifications ORDER BY id"
    ) { "\(try $0["title"] as String): \(try $0["body"] as String)" }
    #expect(
      told == [
        "user2 joined Family Ajo: All seats are taken: you can start.",
        """
        Family Ajo has started: The first contribution of 1,500.00 NGN is due on 5 January 2026. \
        Your turn is number 1 of 2, on 5 January 2026.
        """,
        """
        Family Ajo has started: The first contribution of 1,500.00 NGN is due on 5 January 2026. \
        Your turn is number 2 of 2, on 12 January 2026.
        """,
        """
        1,500.00 NGN for Family Ajo is due in 3 days: Cycle 1 of 2 is due on 5 January 2026. This \
        time the pot is yours.
        """,
        """
        1,500.00 NGN for Family Ajo is due in 3 days: Cycle 1 of 2 is due on 5 January 2026. Your \
        mandate pays it: keep the money in your wallet.
        """,
        """
        1,500.00 NGN for Family Ajo is due tomorrow: Cycle 1 of 2 is due on 5 January 2026. This \
        time the pot is yours.
        """,
        """
        1,500.00 NGN for Family Ajo is due tomorrow: Cycle 1 of 2 is due on 5 January 2026. Your \
        mandate pays it: keep the money in your wallet.
        """,
        """
        You paid 1,500.00 NGN into Family Ajo: Cycle 1 of 2, due on 5 January 2026. Your mandate \
        paid it.
        """,
        """
        Your contribution to Family Ajo is late: 1,500.00 NGN was due on 5 January 2026. The late \
        fee is 20.00 NGN.
        """,
        """
        You received 1,500.00 NGN from Family Ajo: It was your turn: cycle 1 of 2. The money is in \
        your wallet.
        """,
      ])
    #expect(circle.pot == .naira(0))
  }

  @Test("A person takes their circles and contributions away, those of others not")
  func export() async throws {
    let fixture = try await CircleFixture(on: .sqlite)
    let users = try await fixture.users(3)
    _ = try await fixture.circle(of: Array(users.prefix(2)))
    var counts: [String: Int] = [:]
    for user in users {
      for section in CircleExport(circles: fixture.circles).sections(of: user) {
        let count = Atomic(0)
        try await section.write { _ in count.add(1, ordering: .relaxed) }
        counts[section.name, default: 0] += count.load(ordering: .relaxed)
      }
    }
    #expect(counts == ["circles": 2, "contributions": 4])
  }
}
