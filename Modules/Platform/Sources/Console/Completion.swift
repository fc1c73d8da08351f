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
      switch invocation["shell"] {
      case "bash": .text(bash(name, commands, global))
      case "zsh":
        .text("autoload -U +X bashcompinit && bashcompinit\n" + bash(name, commands, global))
      case "fish": .text(fish(name, commands, global))
      default: throw CommandError.usage("the shell is bash, zsh or fish")
      }
    }
  }

  private static func words(_ command: Command, _ global: [CommandOption]) -> [String] {
    (command.options + global + [CommandLineProgram.json])
      .filter { $0.kind != .argument }.map { "--\($0.name)" } + ["--help"]
  }

  private static func bash(
    _ name: String, _ commands: [Command], _ global: [CommandOption]
  ) -> String {
    let function = "_" + name.map { $0 == "-" ? "_" : String($0) }.joined()
    var cases: [(String, [String])] = commands.map {
      ($0.path.joined(separator: " "), words($0, global))
    }
    let groups = Dictionary(grouping: commands.filter { $0.path.count > 1 }) { $0.path[0] }
    cases += groups.sorted { $0.key < $1.key }.map { ($0.key, $0.value.map { $0.path[1] }) }
    var first: [String] = []
    for command in commands where !first.contains(command.path[0]) { first.append(command.path[0]) }
    let arms = cases.map { "    '\($0)') words='\($1.joined(separator: " "))' ;;" }
    return """
      \(function)() {
        local word path='' words
        for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
          [[ $word == -* ]] && break
          path="${path:+$path }$word"
        done
        case "$path" in
          '') words='\(first.joined(separator: " "))' ;;
      \(arms.joined(separator: "\n"))
          *) words='--json --help' ;;
        esac
        COMPREPLY=($(compgen -W "$words" -- "${COMP_WORDS[COMP_CWORD]}"))
      }
      complete -F \(function) \(name)
      """
  }

  private static func fish(
    _ name: String, _ commands: [Command], _ global: [CommandOption]
  ) -> String {
    commands.flatMap { command in
      let seen = command.path.map { "__fish_seen_subcommand_from \($0)" }.joined(
        separator: "; and ")
      let parent = command.path.dropLast()
        .map { "__fish_seen_subcommand_from \($0)" }.joined(separator: "; and ")
      let condition = parent.isEmpty ? "__fish_use_subcommand" : parent
      let word = command.path.last ?? ""
      let itself =
        "complete -c \(name) -f -n '\(condition)' -a \(word) -d '\(command.summary.quotable)'"
      let options = (command.options + global + [CommandLineProgram.json])
        .filter { $0.kind != .argument }
        .map { option in
          let requiresValue = option.kind == .flag ? "" : " -r"
          return "complete -c \(name) -f -n '\(seen)' -l \(option.name)\(requiresValue)"
            + " -d '\(option.help.quotable)'"
        }
      return [itself] + options
    }
    .joined(separator: "\n")
  }
}

extension String {
  /// Fit to stand between single quotes in fish.
  fileprivate var quotable: String { map { $0 == "'" ? "’" : String($0) }.joined() }
}
