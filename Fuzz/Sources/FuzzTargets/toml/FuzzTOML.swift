import Configuration
import FuzzSupport

/// The input is a configuration file.
enum FuzzTOML {
  static func check(_ bytes: [UInt8]) {
    guard let table = try? TOMLParser.parse(bytes) else { return }
    require(String(validating: bytes, as: UTF8.self) != nil, "not UTF-8, and accepted")
    checkKeys(table)
    checkPositions(table, in: bytes)
    checkWritten(table)
  }

  /// No table holds a key twice.
  static func checkKeys(_ table: TOMLTable) {
    let keys = table.members.map { Array($0.key.utf8) }
    requireEqual(Set(keys).count, keys.count, "a key twice")
    for (key, node) in table.members {
      // By its place: a NaN is not equal to itself.
      requireEqual(table[key]?.position, node.position, "a key that finds another value")
      forEachTable(in: node.value, checkKeys)
    }
  }

  static func forEachTable(in value: TOMLValue, _ body: (TOMLTable) -> Void) {
    switch value {
    case .table(let table): body(table)
    case .array(let elements): for element in elements { forEachTable(in: element.value, body) }
    default: break
    }
  }

  /// A value stands where it says.
  static func checkPositions(_ table: TOMLTable, in bytes: [UInt8]) {
    let lines = bytes.split(separator: 10, omittingEmptySubsequences: false)
    for (_, node) in table.members {
      let position = node.position
      require((1...lines.count).contains(position.line), "a line that is not there")
      require(position.column <= lines[position.line - 1].count + 1, "a column that is not there")
      forEachTable(in: node.value) { checkPositions($0, in: bytes) }
    }
  }

  /// What was read, written as one inline table, reads the same.
  static func checkWritten(_ table: TOMLTable) {
    guard depth(.table(table)) < 60 else { return }
    let text = "x = " + written(.table(table))
    do {
      let again = try TOMLParser.parse(text)
      guard let value = again["x"]?.value else { return require(false, "x is gone") }
      requireEqual(written(value), written(.table(table)), "not the same once rewritten")
    } catch {
      require(false, "refused once rewritten: \(error) in \(text)")
    }
  }

  static func depth(_ value: TOMLValue) -> Int {
    switch value {
    case .array(let elements): 1 + (elements.map { depth($0.value) }.max() ?? 0)
    case .table(let table): 1 + (table.members.map { depth($0.node.value) }.max() ?? 0)
    default: 0
    }
  }

  static func written(_ value: TOMLValue) -> String {
    switch value {
    case .string(let text): quoted(text)
    case .integer(let number): String(number)
    case .float(let number): float(number)
    case .boolean(let flag): String(flag)
    case .dateTime(let text): text
    case .array(let elements):
      "[" + elements.map { written($0.value) }.joined(separator: ", ") + "]"
    case .table(let table):
      "{"
        + table.members.map { "\(quoted($0.key)) = \(written($0.node.value))" }
        .joined(separator: ", ") + "}"
    }
  }

  static func float(_ number: Double) -> String {
    if number.isNaN { return "nan" }
    if number.isInfinite { return number < 0 ? "-inf" : "inf" }
    return number.description
  }

  static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      let isPlain = scalar.value >= 0x20 && scalar.value < 0x7F && scalar != "\"" && scalar != "\\"
      if isPlain || scalar.value >= 0xA0 {
        quoted.unicodeScalars.append(scalar)
      } else {
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }
    }
    return quoted + "\""
  }
}
