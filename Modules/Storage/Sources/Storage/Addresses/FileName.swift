/// Names of SQLite files, as somebody means them.
enum FileName {
  private static let companions = ["-wal", "-shm", "-journal", ".server.lock", ".migrate.lock"]

  /// The name, with what does not matter in it left out: `./`, and slashes that follow another.
  ///
  /// - Throws: `DatabaseURLError` where it would make a file that nobody means: of a parameter, a
  ///   blank or a line end at its end, a folder, or a file that SQLite keeps beside its database.
  static func check(_ name: Substring) throws(DatabaseURLError) -> String {
    guard !name.isEmpty else { throw .noPath }
    guard name != ":memory:" else { throw .inMemory }
    if let fault = fault(in: name) { throw .fileName(reason: fault) }
    let parts = name.split(separator: "/").filter { $0 != "." }
    guard let last = parts.last, last != "..", !name.hasSuffix("/") else {
      throw .fileName(reason: "is not that of a folder")
    }
    return (name.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
  }

  private static func fault(in name: Substring) -> String? {
    if name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
      return "has no control characters, such as a line end"
    }
    if name.unicodeScalars.contains("\u{FFFD}") { return "is UTF-8" }
    if String(name).trimmingEnds != name { return "has no blanks at its ends" }
    if name.contains(where: { "?#".contains($0) }) { return "takes no parameters: no ? and no #" }
    if name.hasPrefix("file:") { return "follows sqlite: without file:" }
    if name.hasPrefix("~") { return "begins with no ~, which only a shell replaces" }
    if companions.contains(where: name.hasSuffix) {
      return "is not that of a file which is kept beside a database"
    }
    return nil
  }
}

extension String {
  /// The text without blanks, line ends and byte order marks at its ends.
  var trimmingEnds: String {
    let isEnd: (Unicode.Scalar) -> Bool = {
      $0.properties.isWhitespace || $0 == "\u{FEFF}" || $0 == "\u{200B}"
    }
    guard let first = unicodeScalars.firstIndex(where: { !isEnd($0) }),
      let last = unicodeScalars.lastIndex(where: { !isEnd($0) })
    else { return "" }
    return String(unicodeScalars[first...last])
  }
}
