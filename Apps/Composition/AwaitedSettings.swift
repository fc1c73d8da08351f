import Configuration

/// Settings of what is not built yet: circles, payments and the proof of who somebody is. A
/// configuration that is written for all of it can be used already. Nothing reads them, and
/// `atrium config check` says so of those that are set. Each moves to its context with the first
/// line of code that reads it.
enum AwaitedSettings {
  private static let timeZone = Setting(
    "ajo.time_zone", optional: .timeZone,
    "Where the days of savings circles begin and end. Nothing reads it yet.")

  private static let paymentSecret = Setting(
    "payments.<provider>.secret", optional: .nonEmptyString, isSecret: true,
    allowedNames: ["paystack", "flutterwave"],
    "The secret by which a payment provider knows this server. Nothing reads it yet.")

  private static let paymentURL = Setting(
    "payments.<provider>.base_url", optional: .url, allowedNames: ["paystack", "flutterwave"],
    "Where a payment provider answers. Nothing reads it yet.")

  private static let identityURL = Setting(
    "kyc.smileid.base_url", optional: .url,
    "Where Smile ID answers. Nothing reads it yet.")

  private static let identityPartner = Setting(
    "kyc.smileid.partner_id", optional: .nonEmptyString,
    "Who this server is to Smile ID. Nothing reads it yet.")

  private static let identityKey = Setting(
    "kyc.smileid.api_key", optional: .nonEmptyString, isSecret: true,
    "The key by which Smile ID knows this server. Nothing reads it yet.")

  private static let identitySecret = Setting(
    "kyc.smileid.secret", optional: .nonEmptyString, isSecret: true,
    "The secret by which Smile ID knows this server. Nothing reads it yet.")

  static var all: [any SettingDeclaration] {
    [
      timeZone, paymentSecret, paymentURL, identityURL, identityPartner, identityKey,
      identitySecret,
    ]
  }

  /// What to say of those that are set.
  static func advice(on configuration: Configuration) -> [String] {
    let awaited = Set(all.map(\.key))
    return configuration.entries
      .filter { $0.origin != .fallback && awaited.contains($0.setting.key) }
      .map { "\($0.key) is set, and nothing reads it yet." }
  }
}
