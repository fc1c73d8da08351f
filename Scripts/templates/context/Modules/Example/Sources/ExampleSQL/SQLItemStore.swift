public import Example
public import Kernel
public import Storage

/// Items in a database of either engine.
public struct SQLItemStore: ItemStore {
  private let database: any Database

  /// A store in a database whose schema is current.
  public init(database: any Database) {
    self.database = database
  }

  /// An owner's item, or nil when they have none of this id.
  public func item(_ id: Item.ID, of owner: UserID) async throws -> Item? {
    try await database.first(
      "SELECT \(Item.columns) FROM example_items WHERE id = \(id) AND owner_id = \(owner)",
      Item.init(row:))
  }

  /// Up to `limit` items of an owner with ids below `before`, newest first.
  public func items(of owner: UserID, before: Item.ID?, limit: Int) async throws -> [Item] {
    let place: SQL = before.map { "AND id < \($0)" } ?? ""
    return try await database.all(
      """
      SELECT \(Item.columns) FROM example_items
      WHERE owner_id = \(owner) \(place)
      ORDER BY id DESC
      LIMIT \(limit)
      """, Item.init(row:))
  }

  /// Keeps a new item. Between two of one title that come at once the unique key decides.
  public func insert(_ item: Item) async throws {
    do {
      try await database.execute(
        """
        INSERT INTO example_items (id, owner_id, title, created_at)
        VALUES (\(item.id), \(item.owner), \(item.title), \(item.createdAt))
        """)
    } catch let error as StorageError
      where error.isUniqueViolation(of: "example_items", "owner_id", "title")
    {
      throw ItemRefusal.titleTaken
    }
  }
}

extension Item {
  fileprivate static let columns: SQL = "id, owner_id, title, created_at"

  fileprivate init(row: Row) throws {
    self.init(
      id: try row["id"], owner: try row["owner_id"], title: try row["title"],
      createdAt: try row["created_at"])
  }
}
