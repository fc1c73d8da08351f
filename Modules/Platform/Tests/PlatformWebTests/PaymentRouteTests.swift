import ContextKit
import Crypto
import HTTP
import JSON
import Kernel
import Migrations
import Payments
import PlatformSQL
import Ports
import Router
import Storage
import StorageTesting
import Testing
import WebTesting

@testable import PlatformWeb

/// Contexts that receive payments, each with the other's paths below its mount.
private struct Ajo: ContextPlugin {
  static let name = "ajo"
  static let migrations = MigrationStream(name: name, files: [])
  static var needs: [any PortKey.Type] { [PaymentsPort.self] }

  let payments: PaymentGateways

  init(environment: ContextEnvironment) async throws {
    payments = try environment.require(PaymentsPort.self)
  }

  var offers: Offers {
    var offers = Offers()
    offers.payments = PaymentReceiver { _ in }
    return offers
  }
}

private struct Fines: ContextPlugin {
  static let name = "fines"
  static let migrations = MigrationStream(name: name, files: [])

  init(environment: ContextEnvironment) async throws {}

  var offers: Offers {
    var offers = Offers()
    offers.payments = PaymentReceiver { _ in }
    return offers
  }
}

/// Payments over HTTP, through the router.
@Suite struct PaymentRouteTests {
  private static let secret = [
    "ATRIUM_MODE": "development", "ATRIUM_PAYMENTS_PAYSTACK_SECRET": "sk_1",
  ]

  private func site(
    on engine: Engine = .sqlite, _ environment: [String: String] = secret,
    databases: [[String]] = [["ajo", "fines"]]
  ) async throws -> PlatformSite {
    try await PlatformSite(
      on: engine, contexts: [Ajo.self, Fines.self], databases: databases, environment: environment)
  }

  private func tell(
    _ site: PlatformSite, _ path: String, _ body: String, signing secret: String? = "sk_1",
    in field: String = "x-paystack-signature"
  ) async -> Answer {
    let octets = Array(body.utf8)
    var headers = HTTPHeaders()
    if let secret {
      headers.add(field, Hex.encode(HMAC.sha512(key: Array(secret.utf8), message: octets)))
    }
    return Answer(
      await site.router.respond(
        to: HTTPRequest(
          method: .post, target: path, headers: headers, body: .bytes(octets),
          remoteAddress: "192.0.2.7")))
  }

  private let charge =
    #"{"event":"charge.failed","data":{"reference":"fines-1","status":"failed"}}"#

  @Test("Every route asks for the permission that stands beside it here")
  func table() async throws {
    let routes = try await site().router.routes.filter {
      $0.path.contains("payment") || $0.path.contains("/webhooks/") && $0.path.hasPrefix("/api/ajo")
        || $0.path.hasPrefix("/sandbox")
    }
    #expect(
      routes.listing == """
        GET   /api/admin/payment-webhooks                           platform.payments.read    admin, support, or a key
        GET   /api/admin/payment-webhooks/{id}                      platform.payments.read    admin, support, or a key
        POST  /api/admin/payment-webhooks/{id}/replay               platform.payments.replay  admin
        GET   /sandbox/pay/{reference}                              platform.sandbox.play     anyone
        POST  /sandbox/pay/{reference}                              platform.sandbox.play     anyone
        PUT   /sandbox/banks/{bank_code}/accounts/{account_number}  platform.sandbox.play     anyone
        POST  /api/ajo/webhooks/paystack                            platform.payments.tell    anyone
        POST  /api/ajo/webhooks/flutterwave                         platform.payments.tell    anyone
        POST  /api/ajo/webhooks/sandbox                             platform.payments.tell    anyone
        """)
  }

  @Test(
    "A right signature is 200, with nonsense too, a wrong one 401, no provider 503, too much 413",
    arguments: Engine.allCases)
  func statuses(on engine: Engine) async throws {
    let site = try await site(on: engine)
    let path = "/api/ajo/webhooks/paystack"
    let taken = await tell(site, path, charge)
    #expect(taken.status == 200 && taken.json?["received"]?.bool == true)
    for secret in [nil, "sk_2"] {
      let refused = await tell(site, path, charge, signing: secret)
      #expect(refused.status == 401 && refused["code"] == "bad_signature")
    }
    let unset = await tell(site, "/api/ajo/webhooks/flutterwave", charge)
    #expect(unset.status == 503 && unset["code"] == "provider_not_configured")
    #expect(await tell(site, path, "{").status == 200)
    let large = String(repeating: " ", count: ReceivedWebhook.largestBody + 1)
    #expect(await tell(site, path, large).status == 413)
  }

  @Test("A webhook is kept by the context whose reference it bears, whichever path it came by")
  func owner() async throws {
    let site = try await site(databases: [["ajo"], ["fines"]])
    #expect(await tell(site, "/api/ajo/webhooks/paystack", charge).status == 200)
    let inbox = SQLPaymentInbox(work: site.stores[1].store.work(of: "fines"), context: "fines")
    let kept = try await inbox.webhooks(before: nil, limit: 2)
    #expect(kept.map(\.reference?.text) == ["fines-1"] && kept.map(\.state) == [.received])
  }

  @Test("Administrators see what came, support not its body, and only what was applied is replayed")
  func desk() async throws {
    let site = try await site(databases: [["ajo"], ["fines"]])
    for body in [charge, charge.replacing("fines-1", with: "ajo-1")] {
      _ = await tell(site, "/api/fines/webhooks/paystack", body)
    }
    let path = "/api/admin/payment-webhooks"
    let listed = await site.get(path, as: "support")
    #expect(listed.each("reference") == ["ajo-1", "fines-1"])
    let id = try #require(listed.items.last?["id"]?.string)
    #expect(await site.get("\(path)/\(id)", as: "admin")["body"] == charge)
    #expect(await site.get("\(path)/\(id)", as: "support")["body"] == nil)
    #expect(await site.get(path, as: "user").status == 403)
    let replay = await site.send(.post, "\(path)/\(id)/replay", as: "admin")
    #expect(replay.status == 409 && replay["code"] == "wrong_state")
    #expect(await site.send(.post, "\(path)/\(id)/replay", as: "support").status == 403)
    let unknown = "\(path)/00000000-0000-0000-0000-000000000001"
    #expect(await site.get(unknown, as: "admin").status == 404)
    try await site.stores[1].store.database.execute(
      "UPDATE platform_payment_webhooks SET state = 'applied'")
    let again = await site.send(.post, "\(path)/\(id)/replay", as: "admin")
    #expect(again.status == 202 && again["state"] == "received")
  }

  @Test("The providers are those with a secret, and the sandbox where nothing is in production")
  func providers() async throws {
    func found(_ environment: [String: String]) async throws -> PaymentGateways {
      try #require(
        try await site(on: .sqlite, environment).contexts.context(Ajo.self)?.plugin.payments)
    }
    let first = try await found([:])
    #expect(first.configured == [.sandbox] && first.standard == .sandbox)
    let two = try await found([
      "ATRIUM_MODE": "development", "ATRIUM_PAYMENTS_FLUTTERWAVE_SECRET": "s",
    ])
    #expect(two.configured == [.flutterwave, .sandbox] && two.standard == .flutterwave)
    let production = try await found(["ATRIUM_MODE": "production"])
    #expect(production.configured == [])
    #expect(throws: GatewayError.notConfigured) { try production.gateway(.sandbox) }
  }
}
