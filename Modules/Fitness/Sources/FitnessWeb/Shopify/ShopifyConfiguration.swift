import Configuration
import Crypto
import Curl
import Fitness
import FitnessProviders
import Kernel

/// Which shop products come from.
enum ShopifyConfiguration {
  private static let base = Setting(
    "fitness.shopify.base_url", optional: .baseURL,
    "The address of the shop at Shopify, such as https://example.myshopify.com.")

  private static let token = Setting(
    "fitness.shopify.access_token", optional: .nonEmptyString, isSecret: true,
    "The Admin API access token of the shop, which needs read_products and read_inventory.")

  private static let version = Setting(
    "fitness.shopify.api_version", .nonEmptyString, default: "2026-10",
    "The version of the Admin API.")

  private static let secret = Setting(
    "fitness.shopify.webhook_secret", optional: .nonEmptyString, isSecret: true,
    "The secret that the shop signs webhooks with, sent to /webhooks/shopify below the mount.")

  /// All of them.
  static var all: [any SettingDeclaration] { [base, token, version, secret] }

  /// What makes no sense together.
  static func contradictions(in configuration: Configuration) -> [String] {
    var found: [String] = []
    if (configuration[base] == nil) != (configuration[token] == nil) {
      found.append("fitness.shopify.base_url and fitness.shopify.access_token belong together")
    }
    if configuration[secret] != nil, configuration[base] == nil {
      found.append("fitness.shopify.webhook_secret is there without fitness.shopify.base_url")
    }
    let isVersion = configuration[version].utf8.allSatisfy {
      (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
        || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || $0 == UInt8(ascii: "-")
    }
    if !isVersion { found.append("fitness.shopify.api_version is none, such as 2026-10") }
    return found
  }

  /// What could be better.
  static func advice(on configuration: Configuration) -> [String] {
    guard configuration.isOfProduction, let base = configuration[base] else { return [] }
    var found: [String] = []
    if !base.lowercased().hasPrefix("https://") {
      found.append(
        "fitness.shopify.base_url is not https://: others on the way can read the access token.")
    }
    if configuration[secret] == nil {
      found.append(
        "fitness.shopify.webhook_secret is not set: what changes in the shop is seen at night.")
    }
    return found
  }

  /// The shop; nil where none is configured, or nothing can reach it.
  static func shop(
    in configuration: Configuration, over client: HTTPClient?, random: any RandomSource
  ) -> ShopifyCatalogue? {
    guard let client, let base = configuration[base], let token = configuration[token] else {
      return nil
    }
    // A shop on this network is one that a test made up: whoever configures it means it.
    let isPrivate = WebURL(base)?.isRefused(by: .publicOnly) ?? false
    return ShopifyCatalogue(
      ShopifyAddress(
        base: base, accessToken: token, version: configuration[version],
        addresses: isPrivate ? .any : .publicOnly),
      over: client, random: random)
  }

  /// What checks the signatures of webhooks; nil where nothing does.
  static func signature(in configuration: Configuration) -> ShopifySignature? {
    configuration[secret].map(ShopifySignature.init)
  }
}
