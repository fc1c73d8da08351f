/// Where a setting's value comes from.
public enum SettingOrigin: Hashable, Sendable, CustomStringConvertible {
  /// The default: no source sets it.
  case fallback
  /// The configuration file.
  case file(path: String, line: Int)
  /// An environment variable.
  case environment(variable: String)
  /// A line of `.env`.
  case dotEnv(path: String, line: Int)
  /// A file that holds a secret, named by a key or a variable.
  case secretFile(path: String)

  /// `atrium.toml:12`, `ATRIUM_LISTEN`, `.env:3`, `/run/secrets/key` or `default`.
  public var description: String {
    switch self {
    case .fallback: "default"
    case .file(let path, let line), .dotEnv(let path, let line): "\(path):\(line)"
    case .environment(let variable): variable
    case .secretFile(let path): path
    }
  }
}

/// One mistake in the configuration.
public struct ConfigurationProblem: Error, Hashable, Sendable, CustomStringConvertible {
  /// A file and a line, or a variable; `nil` where something is missing altogether.
  public let place: String?
  /// What is wrong and what would be right. Never quotes a value.
  public let message: String

  /// A problem that shows only when several settings are seen together.
  public init(place: String?, message: String) {
    self.place = place
    self.message = message
  }

  /// `atrium.toml:12: unknown key …`.
  public var description: String { place.map { "\($0): \(message)" } ?? message }
}

/// Every mistake in the configuration. Nothing starts until the list is empty.
public struct ConfigurationErrors: Error, Hashable, Sendable, CustomStringConvertible {
  /// The problems, those of the file first.
  public let problems: [ConfigurationProblem]

  /// Everything that is wrong.
  public init(problems: [ConfigurationProblem]) {
    self.problems = problems
  }

  /// One line a problem.
  public var description: String { problems.map(\.description).joined(separator: "\n") }
}
