import Console

/// Comma-separated values, by RFC 4180: a head, and a line for each record.
enum CSV {
  static func text(_ records: [Record], columns: [String]) -> String {
    let rows = records.map { record in columns.map { cell(record[$0] ?? .absent) } }
    return ([columns] + rows).map { $0.joined(separator: ",") }.joined(separator: "\r\n")
  }

  private static func cell(_ value: OutputValue) -> String {
    switch value {
    case .text(let text): quoted(text)
    case .number(let number): "\(number)"
    case .bool(let bool): bool ? "true" : "false"
    case .absent, .list, .record: ""
    }
  }

  /// A spreadsheet takes what begins with these for a formula, and so would run what somebody wrote
  /// into a note. An amount below zero begins with a sign and is none.
  private static func isFormula(_ text: String) -> Bool {
    guard let first = text.unicodeScalars.first else { return false }
    if first == "-" { return !text.utf8.allSatisfy { (0x2D...0x39).contains($0) } }
    return "=+@\t\r".unicodeScalars.contains(first)
  }

  private static func quoted(_ text: String) -> String {
    let text = isFormula(text) ? "'" + text : text
    guard text.unicodeScalars.contains(where: { ",\"\r\n".unicodeScalars.contains($0) }) else {
      return text
    }
    return "\""
      + text.split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\"\"") + "\""
  }
}
