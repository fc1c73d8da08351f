import JSON

/// Something in a migration file that may hurt when it runs, or that nobody can undo.
struct LintFinding: Hashable, CustomStringConvertible {
  /// The rule's name, as `-- atrium: accept NAME` takes it.
  let rule: String
  let stream: String
  let file: String
  let line: Int?
  let message: String

  var description: String {
    "\(stream)/\(file)\(line.map { ":\($0)" } ?? ""): \(message) (\(rule))"
  }

  func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("code")
    writer.value(rule)
    writer.key("stream")
    writer.value(stream)
    writer.key("file")
    writer.value(file)
    writer.key("line")
    if let line { writer.value(line) } else { writer.null() }
    writer.key("message")
    writer.value(message)
    writer.endObject()
  }
}
