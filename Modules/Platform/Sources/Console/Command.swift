/// One command of a command line: `atrium ajo credit --email … --amount …`.
public struct Command: Sendable {
  /// The words that name it, after the program's own name: `["ajo", "credit"]`.
  public let path: [String]
  /// What it does, in one line without a full stop.
  public let summary: String
  /// What the user should know first, with an example.
  public let discussion: String
  /// Its options and arguments.
  public let options: [CommandOption]
  /// Runs the command.
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
  /// Whether it is required.
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

  /// How it is written: `--email ADDRESS`, `<user>`.
  var written: String {
    switch kind {
    case .value(let placeholder): "--\(name) \(placeholder)"
    case .flag: "--\(name)"
    case .argument: "<\(name)>"
    }
  }

  /// How it looks in a usage line.
  var usage: String { (isRequired ? written : "[\(written)]") + (repeats ? "…" : "") }

  /// Whether a word follows it.
  var takesValue: Bool {
    if case .value = kind { true } else { false }
  }
}
