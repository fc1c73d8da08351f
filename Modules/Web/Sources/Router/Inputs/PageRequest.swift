internal import Kernel

/// Which page of a list a caller asks for. It knows what the list is sorted by, and so makes the
/// page of the rows and the cursor of the next page.
///
/// ```swift
/// struct TransactionQuery: RequestInput {
///   let page: PageRequest<WalletTransaction, Int64>
///   init(from fields: inout RequestFields) {
///     page = fields.page("ajo.wallet.transactions", by: \.sequence)
///   }
/// }
///
/// let page = query.page
/// let rows = try await wallets.transactions(before: page.after, limit: page.rowsToRead)
/// return page.of(rows) { TransactionBody($0) }
/// ```
public struct PageRequest<Item, Key: CursorKey>: Sendable {
  /// The name of the list that cursors belong to.
  public let list: String
  /// How many items at most, 1–100.
  public let limit: Int
  /// The key of the item at which the page before ended; nil for the first page.
  public let after: Key?
  @usableFromInline let key: @Sendable (Item) -> Key

  /// A page of a list.
  ///
  /// - Parameters:
  ///   - list: the name of the list.
  ///   - limit: how many items at most.
  ///   - after: the key of the item at which the page before ended.
  ///   - key: what the list is sorted by.
  public init(
    list: String, limit: Int = 20, after: Key? = nil, by key: @escaping @Sendable (Item) -> Key
  ) {
    self.list = list
    self.limit = limit
    self.after = after
    self.key = key
  }

  /// How many rows to read: one more than the page holds tells whether there is another page.
  public var rowsToRead: Int { limit + 1 }

  /// A page out of up to `rowsToRead` rows.
  ///
  /// - Parameters:
  ///   - rows: the items as they were read.
  ///   - body: an item as it is answered.
  @inlinable
  public func of<Body: ResponseBody>(
    _ rows: [Item], _ body: (Item) throws -> Body
  ) rethrows -> Page<Body> {
    let shown = rows.prefix(limit)
    let next =
      rows.count > limit
      ? shown.last.map { Cursor(keys: key($0).keys).encoded(for: list) } : nil
    return Page(items: try shown.map(body), nextCursor: next)
  }
}

extension PageRequest where Item: ResponseBody {
  /// A page out of up to `rowsToRead` bodies.
  @inlinable
  public func of(_ rows: [Item]) -> Page<Item> {
    of(rows) { $0 }
  }
}

extension RequestFields {
  /// Reads `limit` (1–100, 20 unless given) and `cursor`.
  ///
  /// - Parameters:
  ///   - list: the name of the list, which binds the cursors to it, such as
  ///     `ajo.wallet.transactions`; a filter that changes what the list holds belongs in it.
  ///   - key: what the list is sorted by; no two items have the same.
  public mutating func page<Item, Key: CursorKey>(
    _ list: String, by key: any KeyPath<Item, Key> & Sendable
  ) -> PageRequest<Item, Key> {
    page(list) { $0[keyPath: key] }
  }

  /// The same for a list that is sorted by two things.
  ///
  /// - Parameters:
  ///   - list: the name of the list.
  ///   - first: what the list is sorted by.
  ///   - second: what decides between items with the same `first`; no two of them have the same.
  public mutating func page<Item, First: CursorKey, Second: CursorKey>(
    _ list: String, by first: any KeyPath<Item, First> & Sendable,
    _ second: any KeyPath<Item, Second> & Sendable
  ) -> PageRequest<Item, CursorPair<First, Second>> {
    page(list) { CursorPair($0[keyPath: first], $0[keyPath: second]) }
  }

  private mutating func page<Item, Key: CursorKey>(
    _ list: String, _ key: @escaping @Sendable (Item) -> Key
  ) -> PageRequest<Item, Key> {
    let limit = query("limit", .integer(1...100), default: 20)
    let cursor = query("cursor", .cursor(list, Key.kinds))
    return PageRequest(
      list: list, limit: limit, after: cursor.flatMap { Key(keys: $0.keys[...]) }, by: key)
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
