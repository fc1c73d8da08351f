public import Kernel
public import Ledger
public import Ports
import Work

/// What users do with their items.
public struct ItemService: Sendable {
  /// What an item costs; nothing where it is zero.
  public let fee: Money

  let store: any ItemStore
  let ledger: any Ledger
  let clock: any WallClock
  let ids: any IDSource

  /// Makes the service.
  public init(
    store: any ItemStore, ledger: any Ledger, fee: Money, clock: any WallClock, ids: any IDSource
  ) {
    self.store = store
    self.ledger = ledger
    self.fee = fee
    self.clock = clock
    self.ids = ids
  }

  /// Makes an item and takes its fee.
  /// - Throws: `ItemRefusal.titleTaken`, `.insufficientFunds`, `UserLeaving`, `Replay`, or the
  ///   store's error.
  public func create(
    title: String, for owner: UserID, by actor: Actor, once: Once<Item> = .unkeyed
  ) async throws -> Item {
    let item = Item(id: ids.make(), owner: owner, title: title, createdAt: clock.now())
    let payment = item.payment(of: fee, id: ids.make())
    return try await store.atomically(once) { transaction in
      // An item keeps its owner: whoever is deleting their account gets none.
      try transaction.work.requirePresent([owner])
      try transaction.insert(item)
      do {
        try transaction.work.post(payment)
      } catch TransferRejection.exceedsBalance {
        throw ItemRefusal.insufficientFunds
      }
      try transaction.work.publish(.itemCreated(item))
      try transaction.work.enqueue(ReviewItem(item), unique: .byArguments)
      try transaction.work.record(
        AuditEntry(
          actor: actor, action: "example.create", target: "item:\(item.id)", at: item.createdAt))
      return item
    }
  }

  /// Renames an item.
  /// - Parameter precondition: refuses a version that the caller has not seen.
  /// - Throws: `ItemRefusal.notFound`, `.titleTaken`, what `precondition` throws, or the store's
  ///   error.
  public func rename(
    _ id: Item.ID, to title: String, of owner: UserID, by actor: Actor,
    precondition: @escaping @Sendable (Int64) throws -> Void = { _ in }
  ) async throws -> Item {
    let now = clock.now()
    return try await store.atomically(.unkeyed) { transaction in
      guard var item = try transaction.lockItem(id, of: owner) else { throw ItemRefusal.notFound }
      try precondition(item.version)
      item.rename(to: title)
      try transaction.update(item, at: now)
      try transaction.work.publish(.itemRenamed(item))
      try transaction.work.record(
        AuditEntry(actor: actor, action: "example.rename", target: "item:\(id)", at: now))
      return item
    }
  }

  /// One item of an owner.
  /// - Throws: `ItemRefusal.notFound`, or the store's error.
  public func item(_ id: Item.ID, of owner: UserID) async throws -> Item {
    guard let item = try await store.item(id, of: owner) else { throw ItemRefusal.notFound }
    return item
  }

  /// Whether an item is a user's.
  public func owns(_ user: UserID, _ id: Item.ID) async throws -> Bool {
    try await store.item(id, of: user) != nil
  }

  /// Up to `limit` items of an owner with ids below `before`, newest first.
  public func items(of owner: UserID, before: Item.ID?, limit: Int) async throws -> [Item] {
    try await store.items(of: owner, before: before, limit: limit)
  }

  /// Up to `limit` titles that an owner's item has had, with versions below `before`, newest first.
  /// - Throws: `ItemRefusal.notFound`, or the store's error.
  public func titles(
    of id: Item.ID, of owner: UserID, before: Int64?, limit: Int
  ) async throws -> [ItemTitle] {
    try await store.titles(of: item(id, of: owner).id, before: before, limit: limit)
  }

  /// Puts money on a user's balance, as operators do.
  /// - Parameter id: makes it safe to repeat: there is one transfer of an id.
  /// - Returns: the balance after it.
  /// - Throws: `TransferRejection`, or the store's error.
  public func credit(
    _ user: UserID, amount: Money, by actor: Actor, id: Transfer.ID? = nil
  ) async throws -> Money {
    let order = TransferOrder(
      id: id ?? ids.make(), debit: .opening(ExampleAccount.income(in: amount.unit)),
      credit: .opening(ExampleAccount.balance(of: user, in: amount.unit)), amount: amount,
      kind: "credit")
    let audit = AuditEntry(
      actor: actor, action: "example.credit", target: "user:\(user)", at: clock.now())
    let transfer = try await ledger.post(Posting(order, audit: audit)).result.get()
    return Money(minorUnits: transfer.credit.balanceAfter, unit: amount.unit)
  }
}
