public import Kernel
import Ports
import Work

/// What coins buy: what users see of it, and what those who keep the shop make of it.
public struct ProductService: Sendable {
  private let store: any FitnessStore
  private let clock: any WallClock
  private let ids: any IDSource

  /// Makes the service.
  /// - Parameter clock: business time.
  public init(store: any FitnessStore, clock: any WallClock, ids: any IDSource) {
    self.store = store
    self.clock = clock
    self.ids = ids
  }

  /// Up to `limit` products in the order of the filter: those on sale, and for those who keep the
  /// shop the others too.
  /// - Throws: `ProductRefusal.forbidden` where a user asks for what is not on sale, or the store's
  ///   error.
  public func products(
    _ filter: ProductFilter, for caller: FitnessCaller, after place: Product.ID? = nil, limit: Int
  ) async throws -> [Product] {
    var filter = filter
    if !caller.seesShop {
      guard !filter.isForStaff else { throw ProductRefusal.forbidden }
      filter.isActive = true
    }
    return try await store.products(filter, for: caller.userID, after: place, limit: limit)
  }

  /// A product: for users one that is on sale.
  /// - Throws: `ProductRefusal.notFound`, or the store's error.
  public func product(_ id: Product.ID, for caller: FitnessCaller) async throws -> Product {
    guard let product = try await store.product(id), product.isOnSale || caller.seesShop
    else { throw ProductRefusal.notFound }
    return product
  }

  /// Makes a product.
  /// - Throws: `Replay`, or the store's error.
  public func create(
    _ draft: ProductDraft, by caller: FitnessCaller, once: Once<Product> = .unkeyed
  ) async throws -> Product {
    let product = Product(id: ids.make(), draft, at: clock.now())
    return try await store.atomically(once) { transaction in
      _ = try transaction.insert(product)
      try transaction.record("create", from: nil, to: product, by: caller, at: product.createdAt)
      return product
    }
  }

  /// Changes a product. What changes nothing is no change.
  /// - Parameter condition: refuses a change of a version that the caller has not seen.
  /// - Throws: `ProductRefusal`, what `condition` throws, `Replay`, or the store's error.
  public func change(
    _ id: Product.ID, _ change: ProductChange, by caller: FitnessCaller,
    if condition: @escaping VersionCheck = { _ in }, once: Once<Product> = .unkeyed
  ) async throws -> Product {
    let now = clock.now()
    return try await store.atomically(once) { transaction in
      let before = try transaction.lockProduct(id)
      try condition(before.version)
      var product = before
      guard try product.apply(change, at: now) else { return before }
      try transaction.update(product)
      try transaction.record("update", from: before, to: product, by: caller, at: now)
      return product
    }
  }

  /// Hides a product for good. Orders keep its name and price.
  /// - Throws: `ProductRefusal.notFound`, what `condition` throws, or the store's error.
  public func delete(
    _ id: Product.ID, by caller: FitnessCaller,
    if condition: @escaping VersionCheck = { _ in }
  ) async throws {
    let now = clock.now()
    try await store.atomically(.unkeyed) { transaction in
      let before = try transaction.lockProduct(id)
      try condition(before.version)
      var product = before
      product.delete(at: now)
      try transaction.update(product)
      try transaction.record("delete", from: before, to: nil, by: caller, at: now)
    }
  }
}

extension FitnessTransaction {
  /// Locks a product that is not deleted.
  /// - Throws: `ProductRefusal.notFound`, or the store's error.
  fileprivate func lockProduct(_ id: Product.ID) throws -> Product {
    guard let product = try lockProducts([id]).first, product.deletedAt == nil else {
      throw ProductRefusal.notFound
    }
    return product
  }

  fileprivate func record(
    _ what: String, from before: Product?, to after: Product?, by caller: FitnessCaller,
    at now: Instant
  ) throws {
    guard let target = (after ?? before)?.auditTarget else { return }
    try work.record(
      AuditEntry(
        actor: caller.actor, action: "fitness.product.\(what)", target: target,
        before: before?.auditText, after: after?.auditText, at: now))
  }
}

extension Product {
  /// `product:<id>`.
  var auditTarget: String { "product:\(id)" }

  /// Its state for the audit trail.
  var auditText: String {
    AuditText([
      ("name", name), ("description", description), ("category", category),
      ("coin_price", "\(coinPrice)"), ("price_pinned", "\(isPricePinned)"),
      ("stock_quantity", stock.map { "\($0)" }), ("image_url", imageURL),
      ("requires_shipping", "\(requiresShipping)"), ("is_active", "\(isActive)"),
      ("sync_status", origin.rawValue),
    ]).text
  }
}
