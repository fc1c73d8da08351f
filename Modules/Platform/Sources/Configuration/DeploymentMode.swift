/// The mode of an installation.
public enum DeploymentMode: String, CaseIterable, Sendable {
  /// A developer's machine: `.env` is read.
  case development
  /// Other people's data: `.env` is ignored, and destructive commands refuse.
  case production

  /// `mode`, which is always declared.
  public static let setting = Setting(
    "mode", .oneOf(DeploymentMode.self), default: .production,
    "development or production. In development `.env` is read; in production, commands that "
      + "lose data refuse to run.")
}

extension Configuration {
  /// Whether this is an installation with other people's data. One without any configuration is a
  /// first look.
  public var isOfProduction: Bool {
    self[DeploymentMode.setting] == .production && entries.contains { $0.origin != .fallback }
  }
}
