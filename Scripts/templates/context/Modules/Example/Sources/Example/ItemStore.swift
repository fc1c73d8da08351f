public import Kernel

/// Where items are kept. What it promises is in the contract suite.
public protocol ItemStore: Sendable {
  /// An owner's item, or nil when they have none of this id.
  func item(_ id: Item.ID, of owner: UserID) async throws -> Item?

  /// Up to `limit` items of an owner with ids below `before`, newest first.
  func items(of owner: UserID, before: Item.ID?, limit: Int) async throws -> [Item]

  /// Keeps a new item, durably.
  /// - Throws: `ItemRefusal.titleTaken`, or the store's error.
  func insert(_ item: Item) async throws
}
