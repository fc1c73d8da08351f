internal import Kernel

/// Which page of a list a caller asks for.
public struct PageQuery: Hashable, Sendable {
  /// The name of the list that cursors belong to.
  public let list: String
  /// How many items at most, 1–100.
  public let limit: Int
  /// Where the page before ended; `nil` for the first page.
  public let cursor: Cursor?

  /// A page of a list.
  public init(list: String, limit: Int = 20, cursor: Cursor? = nil) {
    self.list = list
    self.limit = limit
    self.cursor = cursor
  }

  /// How many rows to read: one more than the page holds tells whether there is another page.
  public var rowsToRead: Int { limit + 1 }

  /// A page out of up to `rowsToRead` items.
  ///
  /// - Parameters:
  ///   - rows: the items as they were read.
  ///   - cursor: the sort keys of an item.
  ///   - body: the item as it is answered.
  @inlinable
  public func page<Row, Item: ResponseBody>(
    _ rows: [Row], cursor: (Row) -> Cursor, body: (Row) throws -> Item
  ) rethrows -> Page<Item> {
    let shown = rows.prefix(limit)
    let next = rows.count > limit ? shown.last.map { cursor($0).encoded(for: list) } : nil
    return Page(items: try shown.map(body), nextCursor: next)
  }

  /// A page out of up to `rowsToRead` items.
  @inlinable
  public func page<Item: ResponseBody>(_ rows: [Item], cursor: (Item) -> Cursor) -> Page<Item> {
    page(rows, cursor: cursor, body: { $0 })
  }
}

extension RequestFields {
  /// Reads `limit` (1–100, 20 unless given) and `cursor`.
  ///
  /// - Parameters:
  ///   - list: the name of the list, which binds the cursors to it.
  ///   - keys: the kinds of the sort keys, in order.
  public mutating func page(_ list: String, keys: [Cursor.Kind]) -> PageQuery {
    let limit = query("limit", .integer(1...100), default: 20)
    return PageQuery(list: list, limit: limit, cursor: query("cursor", .cursor(list, keys)))
  }
}

extension FieldType where Value == Cursor {
  /// A cursor of a list.
  static func cursor(_ list: String, _ kinds: [Cursor.Kind]) -> FieldType {
    parsed(schema: cursorSchema, placeholder: Cursor(keys: [])) { text in
      guard let cursor = Cursor(decoding: text, for: list, kinds: kinds) else {
        return .failure(FieldComplaint("invalid", "This is not a cursor of this list."))
      }
      return .success(cursor)
    }
  }

  private static var cursorSchema: Schema {
    Schema.string(length: 1...1_024, pattern: "^[A-Za-z0-9_-]+$")
      .described("Where the page before ended: its next_cursor, unchanged.")
  }
}
