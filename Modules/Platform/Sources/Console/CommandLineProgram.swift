import JSON

/// A program that is a set of commands: it finds the one that was meant, reads its options, runs
/// it and shows what it answers.
public struct CommandLineProgram: Sendable {
  /// What a run of the program prints, and how it exits.
  public struct Outcome: Sendable, Hashable {
    /// For standard output.
    public let output: String
    /// For standard error.
    public let error: String
    /// The process's exit code.
    public let exitCode: Int32
  }

  let name: String
  let summary: String
  let commands: [Command]
  let globalOptions: [CommandOption]

  /// Makes a program.
  /// - Parameters:
  ///   - globalOptions: what every command takes besides `--json` and `--help`; their values are
  ///     in the same `Invocation`.
  public init(
    name: String, summary: String, commands: [Command], globalOptions: [CommandOption] = []
  ) {
    self.name = name
    self.summary = summary
    self.commands =
      commands + [Completion.command(name: name, commands: commands, global: globalOptions)]
    self.globalOptions = globalOptions
  }

  /// Runs the command that `arguments` (without the program's name) ask for.
  public func run(_ arguments: [String]) async -> Outcome {
    let wantsJSON = arguments.contains("--json")
    do {
      guard let (command, rest) = find(arguments) else { return try unnamed(arguments) }
      if rest.contains("--help") || rest.contains("-h") {
        return Outcome(output: help(command), error: "", exitCode: ExitCode.done)
      }
      let output = try await command.run(invocation(of: command, rest))
      return Outcome(
        output: wantsJSON ? output.json() : output.readable(), error: "",
        exitCode: output.exitCode)
    } catch let error as CommandError {
      return failure(error, asJSON: wantsJSON)
    } catch {
      return failure(
        CommandError(exitCode: ExitCode.failure, code: "failed", message: "\(error)"),
        asJSON: wantsJSON)
    }
  }

  private func find(_ arguments: [String]) -> (Command, [String])? {
    let words = arguments.prefix { !$0.hasPrefix("-") }
    let match =
      commands
      .filter { words.starts(with: $0.path) }
      .max { $0.path.count < $1.path.count }
    return match.map { ($0, Array(arguments.dropFirst($0.path.count))) }
  }

  private func unnamed(_ arguments: [String]) throws -> Outcome {
    let words = arguments.filter { !$0.hasPrefix("-") }
    if words.isEmpty, arguments.contains("--help") || arguments.contains("-h") {
      return Outcome(output: help(), error: "", exitCode: ExitCode.done)
    }
    let group = commands.filter { $0.path.starts(with: words) && !words.isEmpty }
    if !group.isEmpty {
      if arguments.contains("--help") || arguments.contains("-h") {
        return Outcome(output: help(group), error: "", exitCode: ExitCode.done)
      }
      return Outcome(output: "", error: help(group), exitCode: ExitCode.usage)
    }
    guard !words.isEmpty else {
      return Outcome(output: "", error: help(), exitCode: ExitCode.usage)
    }
    throw CommandError.usage(
      "there is no command '\(words.joined(separator: " "))'; '\(name) --help' lists them")
  }

  private func invocation(of command: Command, _ words: [String]) throws -> Invocation {
    let options = command.options + globalOptions + [Self.json]
    var arguments = options.filter { $0.kind == .argument }[...]
    var invocation = Invocation()
    var words = words[...]
    while let word = words.popFirst() {
      guard word.hasPrefix("--"), word.count > 2 else {
        guard let argument = arguments.popFirst() else {
          throw CommandError.usage("'\(word)' is one word too many\(hint(command))")
        }
        invocation.add(word, for: argument.name)
        continue
      }
      try read(word, from: &words, options: options, into: &invocation, of: command)
    }
    let missing = options.filter { $0.isRequired && !invocation.has($0.name) }
    guard missing.isEmpty else {
      let names = missing.map(\.usage).joined(separator: " and ")
      throw CommandError.usage("\(names) is missing\(hint(command))")
    }
    return invocation
  }

  private func read(
    _ word: String, from words: inout ArraySlice<String>, options: [CommandOption],
    into invocation: inout Invocation, of command: Command
  ) throws {
    let parts = word.dropFirst(2).split(
      separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard let option = options.first(where: { $0.kind != .argument && $0.name == parts[0] }) else {
      throw CommandError.usage("there is no option --\(parts[0])\(hint(command))")
    }
    if invocation.has(option.name), !option.repeats, option.kind != .flag {
      throw CommandError.usage("--\(option.name) stands twice")
    }
    if option.kind == .flag {
      guard parts.count == 1 else {
        throw CommandError.usage("--\(option.name) takes no value")
      }
      invocation.add("true", for: option.name)
    } else if parts.count == 2 {
      invocation.add(String(parts[1]), for: option.name)
    } else if let value = words.popFirst() {
      invocation.add(value, for: option.name)
    } else {
      throw CommandError.usage("--\(option.name) needs a value\(hint(command))")
    }
  }

  private func hint(_ command: Command) -> String {
    "; see '\(name) \(command.path.joined(separator: " ")) --help'"
  }

  private func failure(_ error: CommandError, asJSON: Bool) -> Outcome {
    guard asJSON else {
      return Outcome(output: "", error: "\(name): \(error.message)", exitCode: error.exitCode)
    }
    let record: Record = [
      "error": .record(["code": .text(error.code), "message": .text(error.message)])
    ]
    return Outcome(output: "", error: Output.record(record).json(), exitCode: error.exitCode)
  }

  static let json = CommandOption.flag("json", help: "Answer in JSON, for programs")
}
