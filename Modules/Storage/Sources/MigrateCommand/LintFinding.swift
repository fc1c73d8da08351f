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
    writer.field("code", rule)
    writer.field("stream", stream)
    writer.field("file", file)
    writer.field("line", line)
    writer.field("message", message)
    writer.endObject()
  }
}
