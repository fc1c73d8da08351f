/// What an installation is for.
public enum DeploymentMode: String, CaseIterable, Sendable {
  /// On somebody's own machine: `.env` is read.
  case development
  /// With other people's data: `.env` is ignored and destructive commands refuse.
  case production

  /// `mode`, which is always declared.
  public static let setting = Setting(
    "mode", .oneOf(DeploymentMode.self), default: .production,
    "development or production. In development `.env` is read; in production, commands that "
      + "lose data refuse to run.")
}

extension Configuration {
  /// Whether this is an installation with other people's data. One of which nothing was configured
  /// is somebody's first look.
  public var isOfProduction: Bool {
    self[DeploymentMode.setting] == .production && entries.contains { $0.origin != .fallback }
  }
}
