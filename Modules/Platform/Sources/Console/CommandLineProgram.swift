import Kernel

/// A program that is a set of commands. It finds the command, reads its options, runs it and shows
/// its answer.
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
  let version: String?
  let commands: [Command]
  let globalOptions: [CommandOption]

  /// Makes a program.
  /// - Parameters:
  ///   - version: the text that `--version` shows; nil for a program that has none.
  ///   - globalOptions: the options of every command besides `--json` and `--help`; their values
  ///     are in the same `Invocation`.
  public init(
    name: String, summary: String, version: String? = nil, commands: [Command],
    globalOptions: [CommandOption] = []
  ) {
    self.name = name
    self.summary = summary
    self.version = version
    self.commands =
      commands + [Completion.command(name: name, commands: commands, global: globalOptions)]
    self.globalOptions = globalOptions
  }

  /// Runs the command that `arguments` (without the program's name) ask for.
  /// - Parameter width: the columns of the terminal that will show the answer; nil when it goes
  ///   elsewhere, and tables may be as wide as they are.
  public func run(_ arguments: [String], width: Int? = nil) async -> Outcome {
    // No option's value begins with "--" unless it is joined to it, so this finds the options.
    let options = arguments.prefix { $0 != "--" }
    let wantsJSON = options.contains("--json")
    do {
      if options.contains("--help") || options.contains("-h") {
        return told(try help(asked: Array(options)))
      }
      let output = try await output(of: arguments)
      return Outcome(
        output: wantsJSON ? output.json() : output.readable(width: width), error: "",
        exitCode: output.exitCode)
    } catch let error as CommandError {
      return failure(error, asJSON: wantsJSON)
    } catch let refusal as any Refusing {
      // In words, as clients are told, rather than by the names in the code.
      let problem = refusal.problem
      return failure(
        .refused(problem.kind.code, problem.detail ?? problem.kind.title), asJSON: wantsJSON)
    } catch let error as any Unavailability {
      return failure(
        CommandError(exitCode: ExitCode.unavailable, code: "unavailable", message: "\(error)"),
        asJSON: wantsJSON)
    } catch {
      return failure(
        CommandError(exitCode: ExitCode.failure, code: "failed", message: "\(error)"),
        asJSON: wantsJSON)
    }
  }

  private func output(of arguments: [String]) async throws -> Output {
    var rest = arguments[...]
    let leading = try reader(for: nil).readLeading(&rest)
    if leading.has("version"), let version {
      return .record(
        ["name": .text(name), "version": .text(version)], asText: "\(name) \(version)")
    }
    if rest.first == "help" { return .text(try help(of: Array(rest.dropFirst()))) }
    guard let command = command(named: rest) else { throw unknown(rest) }
    // What stood before the command is read again with the rest: no option may stand twice.
    let words = arguments.dropLast(rest.count) + rest.dropFirst(command.path.count)
    return try await command.run(reader(for: command).read(Array(words)))
  }

  private func reader(for command: Command?) -> ArgumentReader {
    let options = (command?.options ?? [Self.version]) + globalOptions + [Self.json]
    let words = [name] + (command?.path ?? [])
    return ArgumentReader(helpWords: words.joined(separator: " "), options: options)
  }

  /// The command with the longest name that the words begin with.
  func command(named words: some Sequence<String>) -> Command? {
    commands.filter { words.starts(with: $0.path) }.max { $0.path.count < $1.path.count }
  }

  /// Why words that name no command are refused.
  func unknown(_ words: some Sequence<String>) -> CommandError {
    let typed = words.prefix { !ArgumentReader.isOption($0) }
    let text = typed.map(SourceText.shown).joined(separator: " ")
    guard !typed.isEmpty else { return .usage("no command was given", explaining: help()) }
    let inside = commands.filter { $0.path.starts(with: typed) }
    if !inside.isEmpty {
      return .usage("'\(text)' is followed by one of these", explaining: help(inside))
    }
    let near = Suggestion.nearest(to: text, among: names, most: 3)
    let guess = near.isEmpty ? "" : "; did you mean '\(near.joined(separator: "' or '"))'?"
    return .usage("there is no command '\(text)'\(guess); '\(name) --help' lists them")
  }

  /// Every command's name, and every beginning of one.
  private var names: [String] {
    commands.flatMap { command in
      command.path.indices.map { command.path[...$0].joined(separator: " ") }
    }
  }

  private func told(_ text: String) -> Outcome {
    Outcome(output: text, error: "", exitCode: ExitCode.done)
  }

  private func failure(_ error: CommandError, asJSON: Bool) -> Outcome {
    guard asJSON else {
      let explanation = error.explanation.map { "\n\n\($0)" } ?? ""
      return Outcome(
        output: "", error: "\(name): \(error.message)\(explanation)", exitCode: error.exitCode)
    }
    let record: Record = [
      "error": .record(["code": .text(error.code), "message": .text(error.message)])
    ]
    return Outcome(output: "", error: Output.record(record).json(), exitCode: error.exitCode)
  }

  static let json = CommandOption.flag("json", help: "Answer in JSON, for programs")
  static let version = CommandOption.flag("version", help: "Say which release this is")
}
