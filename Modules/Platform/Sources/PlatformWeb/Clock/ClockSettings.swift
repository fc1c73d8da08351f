import Configuration

/// The settings of business time.
enum ClockSettings {
  /// Whether business time may be moved.
  static let test = Setting(
    "clock.test", .bool, default: false,
    "Whether business time may be moved forward, for tests and demos. Not in production.")

  /// A clock that can be moved is not for production.
  static func contradictions(in configuration: Configuration) -> [String] {
    configuration[test] && configuration[DeploymentMode.setting] == .production
      ? ["clock.test lets business time be moved, which is not for mode = \"production\""] : []
  }
}
