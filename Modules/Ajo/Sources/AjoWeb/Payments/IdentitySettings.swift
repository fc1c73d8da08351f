import Ajo
import AjoProviders
import Configuration
import ContextKit
import Curl
import Kernel
import Ports

/// Who finds out who users are.
enum IdentitySettings {
  private static let base = Setting(
    "kyc.smileid.base_url", optional: .url, "The base URL of Smile ID, its own unless given.")

  private static let partner = Setting(
    "kyc.smileid.partner_id", optional: .nonEmptyString, "The partner id for Smile ID.")

  private static let key = Setting(
    "kyc.smileid.api_key", optional: .nonEmptyString, isSecret: true,
    "The API key for Smile ID, which signs requests and webhooks.")

  private static let oldKey = Setting(
    "kyc.smileid.secret", optional: .nonEmptyString, isSecret: true,
    "The earlier name of kyc.smileid.api_key, which goes before it.")

  private static let callback = Setting(
    "kyc.smileid.callback_url", optional: .url,
    "The address at which Smile ID reaches /webhooks/smileid below Ajo's mount.")

  private static let sandbox = Setting(
    "kyc.sandbox", optional: .bool,
    "Whether documents are judged by the last digit of their number where Smile ID is not set up; "
      + "outside of production unless given.")

  /// All of them.
  static var all: [any SettingDeclaration] { [base, partner, key, oldKey, callback, sandbox] }

  /// The API key, by either of its names. The earlier one alone sets nothing up.
  private static func apiKey(in configuration: Configuration) -> String? {
    if let key = configuration[key] { return key }
    let isMeant = configuration[partner] != nil || configuration[callback] != nil
    return isMeant ? configuration[oldKey] : nil
  }

  /// What in them could be better.
  static func advice(on configuration: Configuration) -> [String] {
    configuration[oldKey] == nil
      ? [] : ["kyc.smileid.secret is the earlier name of kyc.smileid.api_key: rename it."]
  }

  /// What makes no sense together.
  static func contradictions(in configuration: Configuration) -> [String] {
    let given = [
      configuration[partner], apiKey(in: configuration), configuration[callback],
    ]
    let count = given.count { $0 != nil }
    var found =
      count == 0 || count == given.count
      ? []
      : [
        "kyc.smileid.partner_id, kyc.smileid.api_key and kyc.smileid.callback_url belong together"
      ]
    if configuration.isOfProduction, configuration[sandbox] == true {
      found.append("kyc.sandbox would take anybody for verified, and mode is production")
    }
    return found
  }

  /// Who is asked; nil where nobody is set up.
  /// - Parameter clock: the machine's time, which signatures carry.
  static func provider(
    in configuration: Configuration, over client: HTTPClient, clock: any WallClock
  ) -> (any KYCProvider)? {
    if let partner = configuration[partner], let key = apiKey(in: configuration),
      let callback = configuration[callback]
    {
      let base = configuration[base] ?? SmileID.standardBase
      let isPrivate = WebURL(base)?.isRefused(by: .publicOnly) ?? false
      return SmileID(
        SmileID.Settings(
          base: base, partner: partner, apiKey: key, callbackURL: callback,
          addresses: isPrivate ? .any : .publicOnly),
        over: client, clock: clock)
    }
    let isSandbox = configuration[sandbox] ?? !configuration.isOfProduction
    return isSandbox ? SandboxKYC() : nil
  }
}
