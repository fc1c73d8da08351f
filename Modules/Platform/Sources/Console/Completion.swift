/// Completion scripts for shells, made from the commands themselves.
enum Completion {
  static func command(name: String, commands: [Command], global: [CommandOption]) -> Command {
    Command(
      "completion", summary: "Print a completion script for your shell",
      discussion: """
        bash:  source <(\(name) completion bash)
        zsh:   source <(\(name) completion zsh)
        fish:  \(name) completion fish | source
        """,
      options: [.argument("shell", help: "bash, zsh or fish")]
    ) { invocation in
      // The command itself is told of too, though it cannot be among what it was made from.
      let grammar = CompletionGrammar(
        program: name, commands: commands + [placeholder], global: global)
      switch invocation["shell"] {
      case "bash": return .text(grammar.bash)
      case "zsh": return .text(grammar.zsh)
      case "fish": return .text(grammar.fish)
      default: throw CommandError.usage("the shell is bash, zsh or fish")
      }
    }
  }

  private static let placeholder = Command(
    "completion", summary: "Print a completion script for your shell",
    options: [.argument("shell", help: "bash, zsh or fish")]
  ) { _ in .text("") }
}

/// The words that may follow each place of a program's command line.
struct CompletionGrammar {
  let program: String
  let commands: [Command]
  let global: [CommandOption]

  /// A place on the command line: after the words of `path`.
  struct Place {
    let path: [String]
    /// The words that may follow, each with what it means.
    let words: [(word: String, help: String)]
    /// Whether more words may stand between, as after a command with arguments.
    let isCommand: Bool

    var name: String { path.joined(separator: " ") }
  }

  /// What an option's value is completed with.
  enum Values: Hashable {
    case files, folders, nothing
  }

  /// A function's name for the program.
  var function: String { program.map { $0.isLetter || $0.isNumber ? String($0) : "_" }.joined() }

  /// Every place that something is known of, longer paths first.
  var places: [Place] {
    let groups = Set(
      commands.flatMap { command in
        command.path.indices.map { Array(command.path[..<$0]) }
      })
    let before = groups.map { path in
      Place(path: path, words: following(path), isCommand: false)
    }
    return (before + commands.map(place))
      .sorted { ($1.path.count, $0.name) < ($0.path.count, $1.name) }
  }

  /// The options that a value follows, by what it is completed with.
  var valueOptions: [(values: Values, names: [String])] {
    var names: [Values: Set<String>] = [:]
    for option in commands.flatMap(\.options) + global {
      guard case .value(let placeholder) = option.kind else { continue }
      let values: Values =
        switch placeholder {
        case "FILE": .files
        case "DIR", "FOLDER": .folders
        default: .nothing
        }
      names[values, default: []].insert("--\(option.name)")
    }
    return [Values.files, .folders, .nothing].compactMap { values in
      names[values].map { (values, $0.sorted()) }
    }
  }

  private func following(_ path: [String]) -> [(word: String, help: String)] {
    var words: [(word: String, help: String)] = []
    for command in commands where command.path.starts(with: path) && command.path != path {
      let word = command.path[path.count]
      let isWhole = command.path.count == path.count + 1
      if !words.contains(where: { $0.word == word }) {
        words.append((word, isWhole ? command.summary : "\(word) …"))
      }
    }
    if path.isEmpty { words.append(("help", "Explain a command")) }
    return words
  }

  private func place(_ command: Command) -> Place {
    let options = command.options + global + [CommandLineProgram.json, CommandLineProgram.help]
    let words = options.filter { $0.kind != .argument }.map { ("--\($0.name)", $0.help) }
    let choices = command.path == ["completion"] ? ["bash", "zsh", "fish"] : []
    return Place(
      path: command.path, words: choices.map { ($0, "For \($0)") } + words, isCommand: true)
  }
}
