/// The severity of a line of the log, least first.
public enum LogLevel: String, CaseIterable, Comparable, Sendable {
  /// Details of one request's way through the code.
  case trace
  /// Details that help to find a fault.
  case debug
  /// An ordinary event.
  case info
  /// Something to look into on a working day.
  case warning
  /// A failure.
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
