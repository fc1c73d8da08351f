/// What counted somebody's steps.
public enum StepSource: String, Hashable, Sendable, CaseIterable {
  case appleHealth = "apple_health"
  case healthConnect = "health_connect"
  case googleFit = "google_fit"
  case samsungHealth = "samsung_health"
  case fitbit
  case garmin
  case pedometer
  /// Nothing did: somebody typed the number.
  case manual
}

/// How a record came about, as its source tells it.
public enum RecordingMethod: String, Hashable, Sendable, CaseIterable {
  /// The device counted by itself.
  case automatic
  /// Somebody had started an activity.
  case active
  /// Somebody typed the number.
  case manual
  /// The source does not tell.
  case unknown
}

/// Who reports steps: records of one reporter add up, those of several tell of the same steps.
public struct Reporter: Hashable, Sendable {
  /// What counted.
  public let source: StepSource
  /// Which of the user's devices, by the name that the client gives it; 1–128 characters.
  public let deviceID: String?
  /// Whether somebody typed the numbers.
  public let isManual: Bool

  /// A reporter.
  public init(source: StepSource, deviceID: String?, isManual: Bool) {
    self.source = source
    self.deviceID = deviceID
    self.isManual = isManual
  }

  /// The reporter of a record with this source and method.
  public init(source: StepSource, deviceID: String?, method: RecordingMethod) {
    self.init(
      source: source, deviceID: deviceID, isManual: source == .manual || method == .manual)
  }
}
