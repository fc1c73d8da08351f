import Configuration

/// Settings of what Ajo does not have yet: the proof of who somebody is. A configuration that is
/// written for all of it can be used already. Nothing reads them, and `atrium config check` says so
/// of those that are set. Each moves to what reads it.
enum AwaitedSettings {
  private static let identityURL = Setting(
    "kyc.smileid.base_url", optional: .url,
    "The base URL of Smile ID. Nothing reads it yet.")

  private static let identityPartner = Setting(
    "kyc.smileid.partner_id", optional: .nonEmptyString,
    "The partner id for Smile ID. Nothing reads it yet.")

  private static let identityKey = Setting(
    "kyc.smileid.api_key", optional: .nonEmptyString, isSecret: true,
    "The API key for Smile ID. Nothing reads it yet.")

  private static let identitySecret = Setting(
    "kyc.smileid.secret", optional: .nonEmptyString, isSecret: true,
    "The secret for Smile ID. Nothing reads it yet.")

  static var all: [any SettingDeclaration] {
    [identityURL, identityPartner, identityKey, identitySecret]
  }

  /// What to say of those that are set.
  static func advice(on configuration: Configuration) -> [String] {
    let awaited = Set(all.map(\.key))
    return configuration.entries
      .filter { $0.origin != .fallback && awaited.contains($0.setting.key) }
      .map { "\($0.key) is set, and nothing reads it yet." }
  }
}
