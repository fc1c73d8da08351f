/// How much a line of the log matters, least first.
public enum LogLevel: String, CaseIterable, Comparable, Sendable {
  /// For whoever follows one request through the code.
  case trace
  /// For whoever looks for a fault.
  case debug
  /// What happened in the ordinary course.
  case info
  /// Something to look into on a working day.
  case warning
  /// Something that did not work and should have.
  case error

  /// Levels compare by weight.
  public static func < (left: LogLevel, right: LogLevel) -> Bool { left.weight < right.weight }

  private var weight: Int {
    switch self {
    case .trace: 0
    case .debug: 1
    case .info: 2
    case .warning: 3
    case .error: 4
    }
  }
}
