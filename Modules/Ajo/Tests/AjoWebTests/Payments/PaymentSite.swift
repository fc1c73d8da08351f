import Ajo
import AjoTesting
import HTTP
import Kernel
import KernelTesting
import Ports
import StorageTesting
import Testing
import WebTesting

@testable import AjoWeb

extension Site<PaymentFixture> {
  /// The routes of money that comes in and goes out, and the wallet's, on a database of their own.
  static func payments(
    pins: PinPolicy = PinPolicy(verifier: nil, isForEverybody: false),
    identity: (any KYCProvider)? = nil
  ) async throws -> Site {
    let fixture = try await PaymentFixture(on: .sqlite, pins: pins, identity: identity)
    let administrator = fixture.administrator
    return try Site(
      fixture,
      routes: paymentRoutes(fixture.services) + walletRoutes(fixture.wallets)
        + transactionRoutes(fixture.wallets),
      below: "/api/ajo", clock: fixture.clock, ids: fixture.ids,
      roles: { $0 == administrator ? [.user, .admin] : [.user] }, report: { Issue.record($0) })
  }

  /// Answers a POST that shows a PIN token.
  func post(
    _ target: String, _ body: String, as user: UserID?, key: String? = nil, pin: String?
  ) async -> Answer {
    await send(
      .post, target, body, as: user, [("Idempotency-Key", key), ("X-Pin-Token", pin)])
  }
}

extension Answer {
  /// The status with the code of a problem, or else of the body: `409 insufficient_funds`.
  var told: String { "\(status) \(self["code"] ?? self["status"] ?? "-")" }
}
