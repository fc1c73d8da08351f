import Configuration
import Curl
import PaymentProviders
import Payments
import Testing

@testable import PlatformWeb

/// What in the settings of payments makes no sense.
@Suite struct PaymentSettingTests {
  private func configuration(_ environment: [String: String]) throws -> Configuration {
    try Configuration.load(
      environment: environment, dotEnv: nil, declarations: PlatformPlugin.settings)
  }

  @Test(
    "What makes no sense together is named, and nothing starts",
    arguments: [
      (["ATRIUM_MODE": "production", "ATRIUM_PAYMENTS_SANDBOX_ENABLED": "true"], "sandbox.secret"),
      (["ATRIUM_MODE": "production", "ATRIUM_PAYMENTS_DEFAULT": "sandbox"], "sandbox.enabled"),
      (["ATRIUM_PAYMENTS_DEFAULT": "paystack"], "payments.paystack.secret"),
      (
        ["ATRIUM_PAYMENTS_DEFAULT": "sandbox", "ATRIUM_PAYMENTS_SANDBOX_ENABLED": "false"],
        "switched off"
      ),
    ])
  func contradictions(environment: [String: String], word: String) throws {
    let found = PlatformPlugin.contradictions(in: try configuration(environment))
    #expect(found.count == 1 && found.first?.contains(word) == true)
  }

  @Test(
    "What makes sense is not complained of",
    arguments: [
      [:], ["ATRIUM_MODE": "production"],
      [
        "ATRIUM_MODE": "production", "ATRIUM_PAYMENTS_SANDBOX_ENABLED": "true",
        "ATRIUM_PAYMENTS_SANDBOX_SECRET": "s", "ATRIUM_PAYMENTS_DEFAULT": "sandbox",
      ],
      ["ATRIUM_PAYMENTS_DEFAULT": "paystack", "ATRIUM_PAYMENTS_PAYSTACK_SECRET": "s"],
    ])
  func sense(environment: [String: String]) throws {
    let configuration = try configuration(environment)
    #expect(PlatformPlugin.contradictions(in: configuration) == [])
    #expect(PlatformPlugin.advice(on: configuration) == [])
  }

  @Test("Flutterwave without the hash of its webhooks is advised of")
  func advice() throws {
    let configuration = try configuration(["ATRIUM_PAYMENTS_FLUTTERWAVE_SECRET": "s"])
    #expect(PlatformPlugin.advice(on: configuration).first?.contains("secret_hash") == true)
  }

  @Test(
    "Private addresses are reached where the base URL names one, or the setting says so",
    arguments: [
      ("http://127.0.0.1:9000", nil, true), ("http://localhost:9000/v3", nil, true),
      ("https://api.paystack.co", nil, false), ("https://api.paystack.co", "true", true),
      ("http://127.0.0.1:9000", "false", false),
    ] as [(String, String?, Bool)])
  func addresses(base: String, allowed: String?, isPrivate: Bool) throws {
    var environment = [
      "ATRIUM_PAYMENTS_PAYSTACK_SECRET": "s", "ATRIUM_PAYMENTS_PAYSTACK_BASE_URL": base,
    ]
    environment["ATRIUM_PAYMENTS_ALLOW_PRIVATE"] = allowed
    let address = PaymentSettings.address(
      of: .paystack, standardBase: "", in: try configuration(environment))
    #expect(address?.addresses == (isPrivate ? .any : .publicOnly))
    #expect(address?.base == base)
  }
}
