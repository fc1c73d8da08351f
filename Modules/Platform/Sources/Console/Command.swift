/// One command of a command line: `atrium ajo credit --email … --amount …`.
public struct Command: Sendable {
  /// The words that name it, after the program's own name: `["ajo", "credit"]`.
  public let path: [String]
  /// What it does, in one line without a full stop.
  public let summary: String
  /// What one should know before using it, with an example.
  public let discussion: String
  /// What it takes.
  public let options: [CommandOption]
  /// Does it.
  public let run: @Sendable (Invocation) async throws -> Output

  /// Makes a command.
  public init(
    _ path: String..., summary: String, discussion: String = "", options: [CommandOption] = [],
    run: @escaping @Sendable (Invocation) async throws -> Output
  ) {
    self.path = path
    self.summary = summary
    self.discussion = discussion
    self.options = options
    self.run = run
  }
}

/// One option or argument of a command.
public struct CommandOption: Sendable {
  /// How it is written.
  public enum Kind: Sendable, Hashable {
    /// `--name VALUE`
    case value(placeholder: String)
    /// `--name`, present or not.
    case flag
    /// A word by its place.
    case argument
  }

  /// Its name, without dashes.
  public let name: String
  /// How it is written.
  public let kind: Kind
  /// What it means, in one line.
  public let help: String
  /// Whether the command cannot do without it.
  public let isRequired: Bool
  /// Whether it may be given more than once.
  public let repeats: Bool

  /// `--name VALUE`.
  public static func value(
    _ name: String, _ placeholder: String, help: String, required: Bool = false,
    repeats: Bool = false
  ) -> CommandOption {
    CommandOption(
      name: name, kind: .value(placeholder: placeholder), help: help, isRequired: required,
      repeats: repeats)
  }

  /// `--name`.
  public static func flag(_ name: String, help: String) -> CommandOption {
    CommandOption(name: name, kind: .flag, help: help, isRequired: false, repeats: false)
  }

  /// A word by its place.
  public static func argument(
    _ name: String, help: String, required: Bool = true
  ) -> CommandOption {
    CommandOption(name: name, kind: .argument, help: help, isRequired: required, repeats: false)
  }

  /// How it looks in a usage line.
  var usage: String {
    let written =
      switch kind {
      case .value(let placeholder): "--\(name) \(placeholder)"
      case .flag: "--\(name)"
      case .argument: "<\(name)>"
      }
    return (isRequired ? written : "[\(written)]") + (repeats ? "…" : "")
  }
}

/// What was written on the command line for one command.
public struct Invocation: Sendable {
  private var values: [String: [String]] = [:]

  init() {}

  mutating func add(_ value: String, for name: String) {
    values[name, default: []].append(value)
  }

  /// The value of an option or argument, or nil when it was not given.
  public subscript(name: String) -> String? { values[name]?.last }

  /// Every value of a repeated option, in order.
  public func all(_ name: String) -> [String] { values[name] ?? [] }

  /// Whether a flag was given.
  public func has(_ name: String) -> Bool { values[name] != nil }

  /// The value of an option that the command declared as required.
  /// - Throws: `CommandError` with exit code 64 when it is missing.
  public func required(_ name: String) throws -> String {
    guard let value = self[name] else { throw CommandError.usage("--\(name) is missing") }
    return value
  }
}

/// Why a command ended without doing what it was asked.
public struct CommandError: Error, Sendable, CustomStringConvertible {
  /// The process's exit code.
  public let exitCode: Int32
  /// Stable, in snake_case, for programs.
  public let code: String
  /// For a person.
  public let message: String

  /// Makes an error.
  public init(exitCode: Int32, code: String, message: String) {
    self.exitCode = exitCode
    self.code = code
    self.message = message
  }

  /// The message.
  public var description: String { message }

  /// Exit 64: the command line itself is wrong.
  public static func usage(_ message: String) -> CommandError {
    CommandError(exitCode: ExitCode.usage, code: "usage", message: message)
  }

  /// Exit 1: understood, and refused.
  public static func refused(_ code: String, _ message: String) -> CommandError {
    CommandError(exitCode: ExitCode.refused, code: code, message: message)
  }
}

/// The exit codes of `atrium`, after sysexits(3) where it has one.
public enum ExitCode {
  /// Done.
  public static let done: Int32 = 0
  /// Understood, and refused: nothing was changed.
  public static let refused: Int32 = 1
  /// The command line is wrong.
  public static let usage: Int32 = 64
  /// A database cannot be reached.
  public static let unavailable: Int32 = 69
  /// Something failed that should not have; the message says what.
  public static let failure: Int32 = 70
  /// The configuration is wrong.
  public static let configuration: Int32 = 78
}
