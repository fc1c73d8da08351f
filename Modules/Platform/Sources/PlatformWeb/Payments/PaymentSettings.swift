import Configuration
import Curl
import HTTP
import Kernel
import PaymentProviders
import Payments
import Serving

/// The settings of payment providers.
enum PaymentSettings {
  private static let networks = ["paystack", "flutterwave"]
  private static let sandbox = PaymentProvider.sandbox.rawValue

  static let secret = Setting(
    "payments.<provider>.secret", optional: .nonEmptyString, isSecret: true,
    allowedNames: networks + [sandbox],
    "The secret key for a payment provider, which is used once it has one. The sandbox signs its "
      + "webhooks with it.")

  static let secretHash = Setting(
    "payments.<provider>.secret_hash", optional: .nonEmptyString, isSecret: true,
    allowedNames: ["flutterwave"],
    "What Flutterwave's webhooks bear in verif-hash; without it they are refused.")

  static let baseURL = Setting(
    "payments.<provider>.base_url", optional: .url, allowedNames: networks + [sandbox],
    "The base URL of a payment provider, its own unless given. That of the sandbox is where payers "
      + "reach this server: http:// and what it listens on unless given.")

  static let standard = Setting(
    "payments.default", optional: .oneOf(PaymentProvider.self),
    "The payment provider that is used where nobody names one; the first that has a secret unless "
      + "given, and otherwise the sandbox.")

  static let allowPrivate = Setting(
    "payments.allow_private", optional: .bool,
    "Whether payment providers may be at addresses of this machine and of private networks. Unless "
      + "given, only where base_url itself is such an address.")

  static let sandboxEnabled = Setting(
    "payments.sandbox.enabled", optional: .bool,
    "Whether there is a provider that moves no money. There is unless given, but not with "
      + "mode = \"production\".")

  static let sandboxDelay = Setting(
    "payments.sandbox.delay", .duration(in: .zero ... .seconds(86_400)), default: .seconds(1),
    "How long after a decision the sandbox's webhook comes, and a payout of it is settled.")

  static var all: [any SettingDeclaration] {
    [secret, secretHash, baseURL, standard, allowPrivate, sandboxEnabled, sandboxDelay]
  }

  /// What the sandbox signs with where no secret is given: there is no money behind it.
  private static let sandboxSecret = "sk_sandbox"

  // MARK: What makes no sense

  static func contradictions(in configuration: Configuration) -> [String] {
    var found: [String] = []
    if configuration.isOfProduction, configuration[sandboxEnabled] == true,
      configuration[secret, sandbox] == nil
    {
      found.append(
        "payments.sandbox.enabled with mode = \"production\" needs payments.sandbox.secret: anybody "
          + "could sign its webhooks otherwise")
    }
    if let chosen = configuration[standard], !configuration.providers.contains(chosen) {
      found.append(
        chosen == .sandbox
          ? "payments.default is sandbox, which is switched off; in production it takes "
            + "payments.sandbox.enabled = true"
          : "payments.default is \(chosen.rawValue); set payments.\(chosen.rawValue).secret, too")
    }
    return found
  }

  static func advice(on configuration: Configuration) -> [String] {
    let flutterwave = PaymentProvider.flutterwave.rawValue
    let isHalf =
      configuration[secret, flutterwave] != nil && configuration[secretHash, flutterwave] == nil
    return isHalf
      ? ["payments.flutterwave.secret_hash is not set: Flutterwave's webhooks are refused."] : []
  }

  /// How a provider is reached; nil if it has no secret.
  static func address(
    of provider: PaymentProvider, standardBase: String, in configuration: Configuration
  ) -> ProviderAddress? {
    guard let secret = configuration[secret, provider.rawValue] else { return nil }
    let base = configuration[baseURL, provider.rawValue] ?? standardBase
    let namesPrivate = WebURL(base)?.isRefused(by: .publicOnly) ?? false
    let isPrivate = configuration[allowPrivate] ?? namesPrivate
    return ProviderAddress(
      base: base, secret: secret, addresses: isPrivate ? .any : .publicOnly)
  }

  /// The sandbox, if there is one.
  static func sandbox(in configuration: Configuration) -> Sandbox.Settings? {
    guard configuration.providers.contains(.sandbox) else { return nil }
    return Sandbox.Settings(
      secret: configuration[secret, sandbox] ?? sandboxSecret,
      base: configuration[baseURL, sandbox] ?? configuration.ownAddress,
      delay: configuration[sandboxDelay].components.seconds)
  }
}

extension Configuration {
  /// The providers that can be used.
  var providers: [PaymentProvider] {
    PaymentProvider.allCases.filter { provider in
      switch provider {
      case .sandbox: self[PaymentSettings.sandboxEnabled] ?? !isOfProduction
      case .paystack, .flutterwave: self[PaymentSettings.secret, provider.rawValue] != nil
      }
    }
  }

  /// The provider that is used where nobody names one.
  var standardProvider: PaymentProvider {
    self[PaymentSettings.standard] ?? providers.first ?? .sandbox
  }

  /// Where a browser on this machine reaches the server.
  fileprivate var ownAddress: String {
    let address = self[HTTPSettings.listen]
    let host =
      switch address.host {
      case "0.0.0.0", "::", "*", "": "127.0.0.1"
      case let host where host.contains(":"): "[\(host)]"
      case let host: host
      }
    return "http://\(host):\(address.port)"
  }
}
