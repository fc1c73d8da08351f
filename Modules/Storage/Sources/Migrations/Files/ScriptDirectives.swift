/// The `-- atrium:` comments before a file's first statement.
struct ScriptDirectives {
  private(set) var noTransaction = false
  private(set) var accepted: Set<String> = []
  private(set) var unknown: [(line: Int, text: String)] = []
  /// Whether anything at all is said in comments.
  private(set) var hasComment = false

  init(_ text: String) {
    let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      let line = Self.trimmed(Substring(line))
      if line.isEmpty { continue }
      guard line.hasPrefix("--") else { break }
      hasComment = true
      let comment = Self.trimmed(line.dropFirst(2))
      guard comment.hasPrefix("atrium:") else { continue }
      read(Self.trimmed(comment.dropFirst("atrium:".count)), line: index + 1)
    }
  }

  private mutating func read(_ directive: Substring, line: Int) {
    let words = directive.split(separator: " ")
    if words == ["no-transaction"] {
      noTransaction = true
    } else if words.count >= 2, words[0] == "accept" {
      accepted.formUnion(words.dropFirst().map(String.init))
    } else {
      unknown.append((line, String(directive)))
    }
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text
    while let first = text.unicodeScalars.first, " \t\r".unicodeScalars.contains(first) {
      text.unicodeScalars.removeFirst()
    }
    while let last = text.unicodeScalars.last, " \t\r".unicodeScalars.contains(last) {
      text.unicodeScalars.removeLast()
    }
    return text
  }
}
