// The texts of --help.
extension CommandLineProgram {
  /// The help that `--help` anywhere among `words` asks for.
  /// - Throws: `CommandError` with exit code 64 when the words name no command.
  func help(asked words: [String]) throws(CommandError) -> String {
    var rest = words[...]
    let leading = ArgumentReader(
      helpWords: name, options: globalOptions + [Self.json, Self.version, Self.help])
    // Options that make no sense do not keep anybody from reading the help.
    _ = try? leading.readLeading(&rest)
    let named = rest.prefix { !ArgumentReader.isOption($0) }
    return try help(of: named.first == "help" ? Array(named.dropFirst()) : Array(named))
  }

  /// What `help` says of some words: of a command, of a group of them, or of the program.
  func help(of words: [String]) throws(CommandError) -> String {
    let words = words.filter { !ArgumentReader.isOption($0) }
    guard !words.isEmpty else { return help() }
    if let command = command(named: words) { return help(command) }
    let group = commands.filter { $0.path.starts(with: words) }
    guard !group.isEmpty else { throw unknown(words) }
    return help(group)
  }

  func help() -> String {
    """
    \(name): \(summary)

    Usage: \(name) COMMAND [OPTIONS]

    \(list(commands))

    For every command:

    \(lines(everywhere))

    '\(name) COMMAND --help' explains one\(version == nil ? "" : ", '\(name) --version' shows the release").

    Exit codes: 0 done, 1 refused, 64 wrong usage, 69 a database cannot be reached,
    70 failed, 78 wrong configuration.
    """
  }

  func help(_ group: [Command]) -> String {
    "\(list(group))\n\n'\(name) COMMAND --help' explains one."
  }

  func help(_ command: Command) -> String {
    let usage = ([name] + command.path + command.options.map(\.usage)).joined(separator: " ")
    return [
      "\(command.summary).", "Usage: \(usage)", command.discussion,
      lines(command.options + everywhere),
    ]
    .filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  /// What every command takes.
  private var everywhere: [CommandOption] { globalOptions + [Self.json, Self.help] }

  private func lines(_ options: [CommandOption]) -> String {
    aligned(options.map { ($0.written, $0.help + ($0.isRequired ? " (required)" : "")) })
  }

  private func list(_ commands: [Command]) -> String {
    aligned(commands.map { ($0.path.joined(separator: " "), $0.summary) })
  }

  private func aligned(_ rows: [(String, String)]) -> String {
    let width = rows.map(\.0.displayWidth).max() ?? 0
    return rows.map { "  \($0.padded(to: width))  \($1)" }.joined(separator: "\n")
  }

  static let help = CommandOption.flag("help", help: "Show this help")
}
