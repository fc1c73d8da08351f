/// Why a command failed or was refused.
public struct CommandError: Error, Sendable, CustomStringConvertible {
  /// The process's exit code.
  public let exitCode: Int32
  /// Stable, in snake_case, for programs.
  public let code: String
  /// For a person.
  public let message: String
  /// Help that is shown after the message to a person, not to a program.
  private(set) var explanation: String?

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

  static func usage(_ message: String, explaining help: String) -> CommandError {
    var error = usage(message)
    error.explanation = help
    return error
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
  /// An unexpected failure; the message says what.
  public static let failure: Int32 = 70
  /// The configuration is wrong.
  public static let configuration: Int32 = 78
}
