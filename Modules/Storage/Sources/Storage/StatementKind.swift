/// What a statement does, judged by its first word.
public enum StatementKind: Sendable, Hashable {
  /// SELECT or VALUES, which only read (unless they call functions that write).
  case read
  /// INSERT, UPDATE, DELETE, REPLACE or MERGE.
  case write
  /// WITH, which may do either, and all the rest.
  case other
}

extension SQLShape {
  /// What the statement plainly does. Costs a look at its first few octets.
  public var kind: StatementKind {
    switch pieces.first {
    case .literal(let literal): literal.withUTF8Buffer { Self.kind($0) }
    case .text(var text): text.withUTF8 { Self.kind($0) }
    case .placeholder, nil: .other
    }
  }

  private static func kind(_ text: UnsafeBufferPointer<UInt8>) -> StatementKind {
    let word = text.drop { $0 == 0x20 || (0x09...0x0d).contains($0) }
      .prefix { (0x61...0x7a).contains($0 | 0x20) }
    // Folded into one number, so that nothing is allocated on the way of every statement.
    guard word.count <= 8 else { return .other }
    switch word.reduce(0 as UInt64, { $0 << 8 | UInt64($1 | 0x20) }) {
    case Keyword.select, Keyword.values: return .read
    case Keyword.insert, Keyword.update, Keyword.delete, Keyword.replace, Keyword.merge:
      return .write
    default: return .other
    }
  }

  private enum Keyword {
    static let select = folded("select")
    static let values = folded("values")
    static let insert = folded("insert")
    static let update = folded("update")
    static let delete = folded("delete")
    static let replace = folded("replace")
    static let merge = folded("merge")

    private static func folded(_ word: StaticString) -> UInt64 {
      word.withUTF8Buffer { $0.reduce(0) { $0 << 8 | UInt64($1) } }
    }
  }
}
