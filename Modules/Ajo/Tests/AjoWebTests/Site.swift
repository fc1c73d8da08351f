import AjoTesting
import Documents
import EventLoop
import HTTP
import Kernel
import KernelTesting
import Ports
import StorageTesting
import Testing
import WebTesting

@testable import AjoWeb

extension Site<AjoFixture> {
  /// Ajo's routes on a database of their own.
  init(pins: PinPolicy = PinPolicy(verifier: nil, isForEverybody: false)) async throws {
    let fixture = try await AjoFixture(on: .sqlite)
    try self.init(
      fixture,
      routes: ajoRoutes(
        fixture.wallets, fixture.transfers(pins: pins), fixture.statements,
        DocumentPress(pool: BlockingPool(threads: 1, queueLimit: 8))),
      below: "/api/ajo", clock: fixture.clock, ids: fixture.ids, report: { Issue.record($0) })
  }

  func adaAndBola() async throws -> (UserID, UserID) {
    (
      try await fixture.user("ada", holding: .naira(500)),
      try await fixture.user("bola", holding: .naira(0))
    )
  }

  /// Answers a POST that shows a PIN token.
  func post(
    _ target: String, _ body: String, as user: UserID?, key: String? = nil, pin: String?
  ) async -> Answer {
    await send(
      .post, target, body, as: user, [("Idempotency-Key", key), ("X-Pin-Token", pin)])
  }
}
