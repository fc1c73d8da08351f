public import Example
public import Kernel
public import PlatformSQL
import Storage
import Work

/// Items in a database of either engine.
public struct SQLItemStore: ItemStore {
  private let work: SQLUnitsOfWork

  /// A store in the database of the context's units of work, whose schema is current.
  public init(work: SQLUnitsOfWork) {
    self.work = work
  }

  /// An owner's item, or nil when they have none of this id.
  public func item(_ id: Item.ID, of owner: UserID) async throws -> Item? {
    try await work.database.first(Item.selecting(id, of: owner), Item.init(row:))
  }

  /// Up to `limit` items of an owner with ids below `before`, newest first.
  public func items(of owner: UserID, before: Item.ID?, limit: Int) async throws -> [Item] {
    let place: SQL = before.map { "AND id < \($0)" } ?? ""
    return try await work.database.all(
      """
      SELECT \(Item.columns) FROM example_items
      WHERE owner_id = \(owner) \(place)
      ORDER BY id DESC
      LIMIT \(limit)
      """, Item.init(row:))
  }

  /// Up to `limit` titles of an item with versions below `before`, newest first.
  public func titles(of item: Item.ID, before: Int64?, limit: Int) async throws -> [ItemTitle] {
    try await work.database.all(
      """
      SELECT version, title, since FROM example_titles
      WHERE item_id = \(item) AND version < \(before ?? Int64.max)
      ORDER BY version DESC
      LIMIT \(limit)
      """
    ) { try ItemTitle(version: $0["version"], title: $0["title"], since: $0["since"]) }
  }

  /// What is looked up before an owner deletes their account: each item may object.
  public var leaving: LeavingQuestion {
    LeavingQuestion { owner, sql in
      try sql.all(
        """
        SELECT \(Item.columns) FROM example_items
        WHERE owner_id = \(owner) AND reviewed_at IS NULL
        ORDER BY id
        LIMIT 10 \(sql.dialect.lockingRows)
        """, Item.init(row:)
      ).compactMap(\.objectionToLeaving)
    }
  }

  /// Runs a unit of work.
  public func atomically<Value: Sendable>(
    _ once: Once<Value>, _ body: @escaping @Sendable (any ItemTransaction) throws -> Value
  ) async throws -> Value {
    try await work.transaction(once) { try body(SQLItemTransaction(unit: $0)) }
  }
}

/// Items within one unit of work.
private struct SQLItemTransaction: ItemTransaction {
  let unit: SQLWork

  var work: any Work { unit }

  func lockItem(_ id: Item.ID, of owner: UserID) throws -> Item? {
    try unit.sql.first(
      "\(Item.selecting(id, of: owner)) \(unit.sql.dialect.lockingRows)", Item.init(row:))
  }

  func lockItem(_ id: Item.ID) throws -> Item? {
    try unit.sql.first(
      """
      SELECT \(Item.columns) FROM example_items
      WHERE id = \(id) \(unit.sql.dialect.lockingRows)
      """, Item.init(row:))
  }

  func lockUnreminded(madeBy instant: Instant, limit: Int) throws -> [Item] {
    try unit.sql.all(
      """
      SELECT \(Item.columns) FROM example_items
      WHERE reminded_at IS NULL AND created_at <= \(instant)
      ORDER BY created_at
      LIMIT \(limit)
      \(unit.sql.dialect.lockingFreeRows)
      """, Item.init(row:))
  }

  func insert(_ item: Item) throws {
    try refusingTakenTitles {
      try unit.sql.execute(
        """
        INSERT INTO example_items (id, owner_id, title, version, created_at)
        VALUES (\(item.id), \(item.owner), \(item.title),
          \(item.version), \(item.createdAt))
        """)
    }
    try keepTitle(of: item, since: item.createdAt)
  }

  func update(_ item: Item, at now: Instant) throws {
    try refusingTakenTitles {
      try unit.sql.execute(
        """
        UPDATE example_items
        SET title = \(item.title), version = \(item.version)
        WHERE id = \(item.id)
        """)
    }
    try keepTitle(of: item, since: now)
  }

  func updateReview(of item: Item) throws {
    try unit.sql.execute(
      "UPDATE example_items SET reviewed_at = \(item.reviewedAt) WHERE id = \(item.id)")
  }

  func markReminded(_ items: [Item], at now: Instant) throws {
    let ids = SQLValue.uuids(items.map { $0.id.rawValue })
    try unit.sql.execute(
      "UPDATE example_items SET reminded_at = \(now) WHERE id \(unit.sql.dialect.isAmong(ids))")
  }

  func removeItems(of owner: UserID, limit: Int) throws -> Int {
    let ids: [Item.ID] = try unit.sql.all(
      """
      SELECT id FROM example_items WHERE owner_id = \(owner) ORDER BY id LIMIT \(limit)
      \(unit.sql.dialect.lockingRows)
      """
    ) { try $0["id"] }
    let among = unit.sql.dialect.isAmong(.uuids(ids.map { $0.rawValue }))
    try unit.sql.deferred([
      "DELETE FROM example_titles WHERE item_id \(among)",
      "DELETE FROM example_items WHERE id \(among)",
    ])
    return ids.count
  }

  private func keepTitle(of item: Item, since: Instant) throws {
    try unit.sql.deferred([
      """
      INSERT INTO example_titles (item_id, version, title, since)
      VALUES (\(item.id), \(item.version), \(item.title), \(since))
      """
    ])
  }

  /// Between two items of one title that come at once, the unique key decides.
  private func refusingTakenTitles(_ write: () throws -> Void) throws {
    do {
      try write()
    } catch let error as StorageError
      where error.isUniqueViolation(of: "example_items", "owner_id", "title")
    {
      throw ItemRefusal.titleTaken
    }
  }
}

extension Item {
  fileprivate static let columns: SQL = "id, owner_id, title, version, created_at, reviewed_at"

  fileprivate static func selecting(_ id: Item.ID, of owner: UserID) -> SQL {
    "SELECT \(columns) FROM example_items WHERE id = \(id) AND owner_id = \(owner)"
  }

  fileprivate init(row: Row) throws {
    self.init(
      id: try row["id"], owner: try row["owner_id"], title: try row["title"],
      version: try row["version"], createdAt: try row["created_at"],
      reviewedAt: try row["reviewed_at"])
  }
}
