import Kernel

/// Reads the words of a command line: options with `--`, everything else by its place.
struct ArgumentReader {
  /// What `--help` of the command would be asked with, for messages.
  let helpWords: String
  /// Every option and argument that may stand there.
  let options: [CommandOption]

  /// Reads all words.
  ///
  /// `--name=value` and `--name value` are the same; a value that begins with `--` must be written
  /// the first way, because it is more often a value that was forgotten. `--` ends the options.
  /// - Throws: `CommandError` with exit code 64 that names the word.
  func read(_ words: [String]) throws(CommandError) -> Invocation {
    var invocation = Invocation()
    var arguments = options.filter { $0.kind == .argument }[...]
    var words = words[...]
    var takesOptions = true
    while let word = words.popFirst() {
      if takesOptions, word == "--" {
        takesOptions = false
      } else if takesOptions, Self.isOption(word) {
        try readOption(word, from: &words, into: &invocation)
      } else {
        try readArgument(word, from: &arguments, into: &invocation)
      }
    }
    let missing = options.filter { $0.isRequired && !invocation.has($0.name) }
    guard missing.isEmpty else {
      throw .usage(
        missing.map(\.written).joined(separator: " and ")
          + (missing.count == 1 ? " is missing" : " are missing") + hint)
    }
    return invocation
  }

  /// Reads the options that stand before a command, and leaves the rest in `words`.
  func readLeading(_ words: inout ArraySlice<String>) throws(CommandError) -> Invocation {
    var invocation = Invocation()
    while let word = words.first, word != "--", Self.isOption(word) {
      words.removeFirst()
      try readOption(word, from: &words, into: &invocation)
    }
    return invocation
  }

  /// Whether a word is an option: not `-`, which stands for standard input, and no number.
  static func isOption(_ word: String) -> Bool {
    guard word.hasPrefix("-"), word.count > 1 else { return false }
    return word.hasPrefix("--") || word.dropFirst().first?.isNumber == false
  }

  private func readArgument(
    _ word: String, from arguments: inout ArraySlice<CommandOption>,
    into invocation: inout Invocation
  ) throws(CommandError) {
    guard let argument = arguments.first else {
      throw .usage("'\(SourceText.shown(word))' is one word too many\(hint)")
    }
    if !argument.repeats { arguments.removeFirst() }
    invocation.add(word, for: argument.name)
  }

  private func readOption(
    _ word: String, from words: inout ArraySlice<String>, into invocation: inout Invocation
  ) throws(CommandError) {
    let parts = word.dropFirst(2).split(
      separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let named = word.hasPrefix("--") ? parts.first.map(String.init) : nil
    guard let option = options.first(where: { $0.kind != .argument && $0.name == named }) else {
      throw .usage("there is no option \(unknown(word, named))\(hint)")
    }
    if invocation.has(option.name), !option.repeats, option.takesValue {
      throw .usage("--\(option.name) stands twice\(hint)")
    }
    // A value that a shell or a script took from a file may end as the file does.
    let value = SourceText.trimmed(try value(of: option, parts, &words))
    guard !value.unicodeScalars.contains(where: isStray) else {
      throw .usage("--\(option.name) holds a control character, or is not UTF-8\(hint)")
    }
    invocation.add(value, for: option.name)
  }

  private func isStray(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "\u{FFFD}"
      || scalar.properties.generalCategory == .control && scalar != "\n" && scalar != "\t"
  }

  private func value(
    of option: CommandOption, _ parts: [Substring], _ words: inout ArraySlice<String>
  ) throws(CommandError) -> String {
    switch (option.takesValue, parts.count == 2) {
    case (true, true): return String(parts[1])
    case (false, true): throw .usage("--\(option.name) takes no value\(hint)")
    case (false, false): return "true"
    case (true, false):
      guard let next = words.first, !next.hasPrefix("--") else {
        let written = words.first.map { ", such as --\(option.name)=\($0)" } ?? ""
        throw .usage("--\(option.name) needs a value\(written)\(hint)")
      }
      return words.removeFirst()
    }
  }

  private func unknown(_ word: String, _ name: String?) -> String {
    guard let name else { return word }
    let known = options.filter { $0.kind != .argument }.map(\.name) + ["help"]
    let near = Suggestion.nearest(to: name, among: known, most: 1)
    return "--\(name)" + (near.first.map { ": did you mean --\($0)?" } ?? "")
  }

  private var hint: String { "; see '\(helpWords) --help'" }
}
