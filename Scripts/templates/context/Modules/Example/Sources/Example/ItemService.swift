public import Kernel

/// What users do with their items.
public struct ItemService: Sendable {
  private let store: any ItemStore
  private let clock: any WallClock
  private let ids: any IDSource

  /// Makes the service.
  public init(store: any ItemStore, clock: any WallClock, ids: any IDSource) {
    self.store = store
    self.clock = clock
    self.ids = ids
  }

  /// Makes an item.
  /// - Throws: `ItemRefusal.titleTaken`, or the store's error.
  public func create(title: String, for owner: UserID) async throws -> Item {
    let item = Item(id: ids.make(), owner: owner, title: title, createdAt: clock.now())
    try await store.insert(item)
    return item
  }

  /// One item of an owner.
  /// - Throws: `ItemRefusal.notFound`, or the store's error.
  public func item(_ id: Item.ID, of owner: UserID) async throws -> Item {
    guard let item = try await store.item(id, of: owner) else { throw ItemRefusal.notFound }
    return item
  }

  /// Up to `limit` items of an owner with ids below `before`, newest first.
  public func items(of owner: UserID, before: Item.ID?, limit: Int) async throws -> [Item] {
    try await store.items(of: owner, before: before, limit: limit)
  }
}
