/// Tells statements that change nothing from others by their text.
///
/// Such a statement may be run a second time when its connection was lost, and may share a
/// synchronisation point with others. So the test errs on the safe side: a SELECT that locks rows
/// or calls a function that is not listed here counts as a change.
enum ReadOnlyText {
  static func accepts(_ text: String) -> Bool {
    var words = Scanner(text)
    guard let first = words.next(), first == "select" || first == "values" else { return false }
    var previous = first
    while let word = words.next() {
      if forbidden.contains(word) { return false }
      if word == "(", !mayPrecedeParenthesis(previous) { return false }
      previous = word
    }
    return !words.isDoubtful
  }

  /// Whether a statement may be prepared and share a Sync with others.
  static func isPreparable(_ text: String) -> Bool {
    var words = Scanner(text)
    return words.next().map(preparable.contains) ?? false
  }

  private static let preparable: Set<String> = [
    "select", "values", "with", "insert", "update", "delete", "merge", "begin", "commit",
    "rollback", "savepoint", "release",
  ]

  private static func mayPrecedeParenthesis(_ word: String) -> Bool {
    // Anything but a word is an operator, a comma or another parenthesis.
    guard let first = word.utf8.first, Scanner.isWordByte(first) else { return true }
    return pure.contains(word)
  }

  private static let forbidden: Set<String> = [
    "for", "into", "insert", "update", "delete", "merge", "nextval", "setval",
  ]

  private static let pure: Set<String> = [
    // Not functions at all.
    "select", "values", "from", "where", "and", "or", "not", "in", "exists", "any", "all", "some",
    "on", "using", "as", "case", "when", "then", "else", "by", "having", "limit", "offset", "over",
    "filter", "join", "lateral", "union", "except", "intersect", "distinct", "between", "is",
    "within", "group", "array", "row", "interval", "like", "ilike", "with", "recursive",
    "materialized", "return", "numeric", "varchar", "char", "decimal",
    // Functions without effect.
    "abs", "array_agg", "array_length", "avg", "bool_and", "bool_or", "cardinality", "cast", "ceil",
    "char_length", "coalesce", "concat", "concat_ws", "count", "current_setting", "date_part",
    "date_trunc", "dense_rank", "extract", "first_value", "floor", "format", "generate_series",
    "greatest", "jsonb_build_object", "json_build_object", "lag", "last_value", "lead", "least",
    "left", "length", "lower", "ltrim", "max", "md5", "min", "mod", "now", "ntile", "nullif",
    "octet_length", "percent_rank", "position", "power", "rank", "replace", "right", "round",
    "row_number", "rtrim", "sign", "split_part", "starts_with", "string_agg", "strpos", "substr",
    "substring", "sum", "to_char", "to_date", "to_timestamp", "to_jsonb", "trim", "unnest", "upper",
  ]

  /// Words in lower case, and every other character by itself. Literals, quoted names and comments
  /// are passed over.
  private struct Scanner {
    private var bytes: [UInt8]
    private var position = 0
    /// Whether something was met that this scanner does not understand.
    private(set) var isDoubtful = false

    init(_ text: String) {
      bytes = Array(text.utf8)
    }

    static func isWordByte(_ byte: UInt8) -> Bool {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"), 0x80...:
        true
      default: false
      }
    }

    mutating func next() -> String? {
      while position < bytes.count {
        let byte = bytes[position]
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\t"), UInt8(ascii: "\r"):
          position += 1
        case UInt8(ascii: "'"):
          skipLiteral()
        case UInt8(ascii: "-") where follows(UInt8(ascii: "-")):
          while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
        case UInt8(ascii: "/") where follows(UInt8(ascii: "*")):
          return refuse()
        // A quoted name could be a function's, and $tag$ a literal of any content; \ and ; are odd.
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: ";"):
          return refuse()
        case UInt8(ascii: "$") where !followsDigit():
          return refuse()
        default:
          return Self.isWordByte(byte) ? word() : symbol(byte)
        }
      }
      return nil
    }

    private func follows(_ byte: UInt8) -> Bool {
      position + 1 < bytes.count && bytes[position + 1] == byte
    }

    private func followsDigit() -> Bool {
      position + 1 < bytes.count
        && (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position + 1])
    }

    private mutating func refuse() -> String? {
      isDoubtful = true
      position = bytes.count
      return nil
    }

    private mutating func skipLiteral() {
      position += 1
      while position < bytes.count, bytes[position] != UInt8(ascii: "'") {
        // E'…' may escape its end.
        if bytes[position] == UInt8(ascii: "\\") { isDoubtful = true }
        position += 1
      }
      position += 1
    }

    private mutating func symbol(_ byte: UInt8) -> String {
      position += 1
      return String(decoding: [byte], as: UTF8.self)
    }

    private mutating func word() -> String {
      let start = position
      while position < bytes.count, Self.isWordByte(bytes[position]) { position += 1 }
      return String(decoding: bytes[start..<position], as: UTF8.self).lowercased()
    }
  }
}
