public import Kernel

/// What is read of the sync without changing it.
public protocol ShopifyReading: Sendable {
  /// A run; nil where there is none.
  func syncRun(_ id: SyncRun.ID) async throws -> SyncRun?

  /// Up to `limit` runs with ids below `before`, newest first.
  func syncRuns(before: SyncRun.ID?, limit: Int) async throws -> [SyncRun]

  /// Up to `limit` products that follow the shop, by the variants' numbers as they are kept, after
  /// one of them.
  func followedVariants(after: FollowedVariant?, limit: Int) async throws -> [FollowedVariant]

  /// Forgets webhooks that came before an instant, and runs that were over by then.
  func forgetSyncs(before: Instant) async throws
}

/// A product that follows the shop.
public struct FollowedVariant: Hashable, Sendable {
  /// Its id.
  public let id: ShopRow.ID
  /// What the shop calls the variant.
  public let variant: ShopNumber
  /// What the shop calls its product.
  public let product: ShopNumber

  /// A product that follows the shop.
  public init(id: ShopRow.ID, variant: ShopNumber, product: ShopNumber) {
    self.id = id
    self.variant = variant
    self.product = product
  }
}

/// What a unit of work does with the sync's rows. A run is locked before products are, and those by
/// their ids.
public protocol ShopifyRows {
  /// Keeps a run, unless one is under way.
  /// - Returns: whether it was kept.
  func insert(_ run: SyncRun) throws -> Bool

  /// The run that is under way, locked; nil where none is.
  func lockRunningSync() throws -> SyncRun?

  /// A run, locked; nil where there is none.
  func lockSyncRun(_ id: SyncRun.ID) throws -> SyncRun?

  /// Writes what a run has become.
  func update(_ run: SyncRun) throws

  /// Keeps a webhook, unless it came before.
  /// - Returns: whether it is new.
  func insert(_ webhook: ShopWebhook) throws -> Bool

  /// The products that stand for variants, locked, each with how many of it are in orders that have
  /// not left.
  func lockShopRows(of variants: [ShopNumber]) throws -> [(row: ShopRow, unshipped: Int64)]

  /// Keeps products of variants that are seen for the first time.
  /// - Returns: how many were kept: others may be there already.
  func insert(_ rows: [ShopRow], at now: Instant) throws -> Int

  /// Writes what products have become.
  func update(_ rows: [ShopRow], at now: Instant) throws

  /// Takes products off sale that the shop lists no more.
  /// - Returns: how many were changed.
  func removeShopRows(_ ids: [ShopRow.ID], at now: Instant) throws -> Int
}
