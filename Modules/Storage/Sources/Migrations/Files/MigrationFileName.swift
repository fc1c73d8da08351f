import Storage

/// The name of a migration file, taken apart.
///
/// `0007_add_notes.sql` runs on both engines, `0007_add_notes.postgres.sql` and
/// `0007_add_notes.sqlite.sql` on one each; `.down` before the engine marks the way back.
struct MigrationFileName: Hashable {
  /// The number, 1…9999.
  let version: Int
  /// The words after the number: `add_notes`.
  let name: String
  /// Whether the file undoes the migration.
  let isDown: Bool
  /// The one engine it is for; nil when it is for both.
  let dialect: Dialect?

  /// Reads a file's name; nil when it is not of the form above.
  init?(_ text: String) {
    guard text.hasSuffix(".sql") else { return nil }
    var parts = text.dropLast(".sql".count)
      .split(separator: ".", omittingEmptySubsequences: false)[...]
    guard let stem = parts.popFirst() else { return nil }

    isDown = parts.first == "down"
    if isDown { parts.removeFirst() }
    if let engine = parts.popFirst() {
      guard let dialect = Dialect(rawValue: String(engine)) else { return nil }
      self.dialect = dialect
    } else {
      dialect = nil
    }
    guard parts.isEmpty else { return nil }

    let digits = stem.utf8.prefix(4)
    guard digits.count == 4, digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")) ~= $0 }),
      let version = Int(stem.prefix(4)), version > 0,
      stem.dropFirst(4).first == "_", Self.isWord(stem.dropFirst(5))
    else { return nil }
    self.version = version
    name = String(stem.dropFirst(5))
  }

  /// Whether the text can be a migration's name: small letters, digits and underscores, at most
  /// 60 of them, with a letter first.
  static func isWord(_ text: some StringProtocol) -> Bool {
    guard let first = text.utf8.first, (UInt8(ascii: "a")...UInt8(ascii: "z")) ~= first,
      text.utf8.count <= 60
    else { return false }
    return text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
        UInt8(ascii: "_"):
        true
      default: false
      }
    }
  }

  /// The four digits that begin a file's name.
  static func digits(_ version: Int) -> String {
    let text = String(version)
    return String(repeating: "0", count: max(0, 4 - text.utf8.count)) + text
  }
}
