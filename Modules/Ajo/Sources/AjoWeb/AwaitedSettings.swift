import Configuration

/// Settings that a configuration may have and nothing reads: `atrium config check` says so of those
/// that are set.
enum AwaitedSettings {
  private static let identitySecret = Setting(
    "kyc.smileid.secret", optional: .nonEmptyString, isSecret: true,
    "The secret for Smile ID. Nothing reads it yet.")

  static var all: [any SettingDeclaration] {
    [identitySecret]
  }

  /// What to say of those that are set.
  static func advice(on configuration: Configuration) -> [String] {
    let awaited = Set(all.map(\.key))
    return configuration.entries
      .filter { $0.origin != .fallback && awaited.contains($0.setting.key) }
      .map { "\($0.key) is set, and nothing reads it yet." }
  }
}
