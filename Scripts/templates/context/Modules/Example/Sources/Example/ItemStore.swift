public import Kernel
public import Work

/// Where items are kept. What it promises is in the contract suite.
public protocol ItemStore: Sendable {
  /// An owner's item, or nil when they have none of this id.
  func item(_ id: Item.ID, of owner: UserID) async throws -> Item?

  /// Up to `limit` items of an owner with ids below `before`, newest first.
  func items(of owner: UserID, before: Item.ID?, limit: Int) async throws -> [Item]

  /// Up to `limit` titles of an item with versions below `before`, newest first.
  func titles(of item: Item.ID, before: Int64?, limit: Int) async throws -> [ItemTitle]

  /// Runs a unit of work: all of it is committed when the call returns, or nothing when it throws.
  /// The body may run more than once.
  /// - Throws: what the body throws, `Replay` where the request was answered before, or the store's
  ///   error.
  func atomically<Value: Sendable>(
    _ once: Once<Value>, _ body: @escaping @Sendable (any ItemTransaction) throws -> Value
  ) async throws -> Value
}

/// The rows of a unit of work. Synchronous, so that nothing suspends while they are locked.
public protocol ItemTransaction {
  /// Money, events, jobs and the audit trail, committed with the rows.
  var work: any Work { get }

  /// Locks an owner's item; nil when they have none of this id.
  func lockItem(_ id: Item.ID, of owner: UserID) throws -> Item?

  /// Locks an item, whoever has it; nil when there is none of this id.
  func lockItem(_ id: Item.ID) throws -> Item?

  /// Locks up to `limit` items that were made by an instant and whose owner was not reminded of
  /// them, the oldest first. Those that somebody else has locked are left for another time.
  func lockUnreminded(madeBy instant: Instant, limit: Int) throws -> [Item]

  /// Keeps a new item and its title.
  /// - Throws: `ItemRefusal.titleTaken`, or the store's error.
  func insert(_ item: Item) throws

  /// Keeps an item's new title.
  /// - Throws: `ItemRefusal.titleTaken`, or the store's error.
  func update(_ item: Item, at now: Instant) throws

  /// Keeps when an item was reviewed.
  func updateReview(of item: Item) throws

  /// Removes up to `limit` items of an owner, with their titles.
  /// - Returns: how many.
  func removeItems(of owner: UserID, limit: Int) throws -> Int

  /// Keeps that the owners of items were reminded of them.
  func markReminded(_ items: [Item], at now: Instant) throws
}
