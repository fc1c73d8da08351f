// The texts of --help.
extension CommandLineProgram {
  func help() -> String {
    """
    \(name): \(summary)

    \(list(commands))

    '\(name) COMMAND --help' explains one. Every command takes --json.\(exits)
    """
  }

  func help(_ group: [Command]) -> String {
    "\(list(group))\n\n'\(name) COMMAND --help' explains one. Every command takes --json."
  }

  func help(_ command: Command) -> String {
    let options = command.options + globalOptions + [Self.json]
    let words = command.path.joined(separator: " ")
    let usage = command.options.map(\.usage).joined(separator: " ")
    let width = options.map(\.written.count).max() ?? 0
    let lines = options.map { "  \($0.written.padded(to: width))  \($0.help)" }
    return [
      "\(command.summary).", "Usage: \(name) \(words) \(usage)",
      command.discussion, lines.joined(separator: "\n"),
    ]
    .filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  private func list(_ commands: [Command]) -> String {
    let names = commands.map { $0.path.joined(separator: " ") }
    let width = names.map(\.count).max() ?? 0
    return zip(names, commands)
      .map { "  \($0.padded(to: width))  \($1.summary)" }
      .joined(separator: "\n")
  }

  private var exits: String {
    """


    Exit codes: 0 done, 1 refused, 64 wrong usage, 69 a database cannot be reached,
    70 failed, 78 wrong configuration.
    """
  }
}

extension CommandOption {
  var written: String {
    switch kind {
    case .value(let placeholder): "--\(name) \(placeholder)"
    case .flag: "--\(name)"
    case .argument: "<\(name)>"
    }
  }
}
