/// A `.env` file: `NAME=value` lines for development.
enum DotEnv {
  struct Entry {
    let name: String
    let value: String
    let line: Int
  }

  /// Reads the lines. Comments, empty lines and a leading `export` are allowed; a value may stand
  /// in single quotes, taken as it is, or in double ones, where `\n`, `\"` and `\\` are read.
  static func parse(_ text: String) -> (entries: [Entry], malformed: [Int]) {
    var entries: [Entry] = []
    var malformed: [Int] = []
    // As bytes of a line feed: Swift takes a carriage return and a line feed for one character.
    let lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
    for (index, bytes) in lines.enumerated() {
      let raw = String(decoding: bytes.last == 0x0D ? bytes.dropLast() : bytes, as: UTF8.self)
      var line = raw.trimmingBlanks
      if line.isEmpty || line.hasPrefix("#") { continue }
      if line.hasPrefix("export ") { line = line.dropFirst(7).trimmingBlanks }
      let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = parts[0].trimmingBlanks
      guard parts.count == 2, isName(name), let value = value(parts[1].trimmingBlanks) else {
        malformed.append(index + 1)
        continue
      }
      entries.append(Entry(name: name, value: value, line: index + 1))
    }
    return (entries, malformed)
  }

  private static func isName(_ name: String) -> Bool {
    name.first?.isNumber == false
      && name.utf8.allSatisfy {
        $0 == UInt8(ascii: "_") || (0x30...0x39).contains($0) || (0x41...0x5A).contains($0)
          || (0x61...0x7A).contains($0)
      }
  }

  private static func value(_ text: String) -> String? {
    guard let quote = text.first, quote == "\"" || quote == "'" else {
      // A comment begins behind a blank.
      let end = text.utf8.firstRange(of: " #".utf8)?.lowerBound ?? text.endIndex
      return text[..<end].trimmingBlanks
    }
    var value = ""
    var rest = text.dropFirst()
    while let character = rest.popFirst() {
      if character == quote {
        let tail = rest.trimmingBlanks
        return tail.isEmpty || tail.hasPrefix("#") ? value : nil
      }
      if character == "\\", quote == "\"", let escaped = rest.popFirst() {
        value.append(["n": "\n", "r": "\r", "t": "\t"][escaped] ?? escaped)
      } else {
        value.append(character)
      }
    }
    return nil
  }
}
