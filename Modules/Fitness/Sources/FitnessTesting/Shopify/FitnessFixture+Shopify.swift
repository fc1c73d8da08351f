public import Fitness
import FitnessProviders
import JSON
import Jobs
public import Kernel
import KernelTesting
import PlatformSQL
import Ports
public import Storage
public import Work
import WorkTesting

// The sync with the shop, as tests run it.
extension FitnessFixture {
  /// The service, over a shop.
  public func syncs(_ shop: (any ShopCatalogue)?) -> ShopSyncService {
    ShopSyncService(
      store: store, shop: shop, clock: time.clock, machineClock: clock, ids: ids,
      terms: terms.source)
  }

  /// Has a shop listed, as whoever asks and then the job do.
  public func sync(with shop: FakeShop) async throws -> SyncRun {
    let syncs = syncs(shop.catalogue())
    let run = try await syncs.start(by: .operatorConsole)
    try await work(on: syncs)
    return try await syncs.run(run.id)
  }

  /// Does the jobs that wait for a run, until there are none.
  public func work(on syncs: ShopSyncService) async throws {
    while let (job, run) = try await takeSync() { try await syncs.perform(job, in: run) }
  }

  /// Takes the job of a run, as a worker does; nil where none waits.
  public func takeSync() async throws -> (job: SyncShop, run: JobRun)? {
    let jobs = SQLJobs(database: database, ids: ids)
    let taken = try await jobs.claim(
      1, from: SyncShop.queue, of: [SyncShop.kind], for: ids.make(), due: clock.now(),
      at: time.clock.now())
    return try taken.first.map { claimed in
      (try JSONDecoding.decode(SyncShop.self, from: Array(claimed.arguments.utf8)), claimed.run)
    }
  }

  /// Enqueues a job and takes it, as a schedule and a worker do.
  public func enqueued(_ job: SyncShop) async throws -> JobRun {
    try await store.atomically(.unkeyed) { try $0.work.enqueue(job) }
    guard let taken = try await takeSync() else { throw NoSyncJob() }
    return taken.run
  }

  /// The products that stand for variants of the shop, by the variants' numbers.
  public func shopProducts() async throws -> [ShopProductRow] {
    try await database.all(
      """
      SELECT id, shopify_variant_id, shopify_product_id, name, description, category, coin_price,
        shop_coin_price, stock_quantity, image_url, is_active, sync_status, version
      FROM fitness_reward_products WHERE shopify_variant_id IS NOT NULL
      ORDER BY length(shopify_variant_id), shopify_variant_id
      """, ShopProductRow.init(row:))
  }

  /// Changes columns of a product, as somebody of ours would.
  public func set(_ product: ShopProductRow, _ columns: SQL) async throws {
    try await database.execute(
      "UPDATE fitness_reward_products SET \(columns) WHERE id = \(product.id)")
  }

  /// Keeps an order of so many of a product.
  public func order(
    _ product: ShopProductRow, quantity: Int64, refunded: Int64, _ status: String
  ) async throws {
    let (order, item, now) = (ids.make() as Order.ID, ids.make() as Order.ID, time.clock.now())
    try await database.execute(
      """
      INSERT INTO fitness_orders (id, order_code, status, total_coins, refunded_coins,
        requires_shipping, version, created_at, updated_at)
      VALUES (\(order), \("\(order)"), \(status), 0, 0, \(true), 1, \(now), \(now))
      """)
    try await database.execute(
      """
      INSERT INTO fitness_order_items (id, order_id, product_id, position, name, quantity,
        coin_price, refunded_quantity, taken_quantity, created_at, updated_at)
      VALUES (\(item), \(order), \(product.id), 0, \(product.name), \(quantity), 0,
        \(refunded), \(quantity), \(now), \(now))
      """)
  }

  /// Keeps a product that is none of the shop's.
  /// - Returns: its name.
  public func localProduct(_ name: String) async throws -> String {
    let (id, now) = (ids.make() as ShopRow.ID, time.clock.now())
    try await database.execute(
      """
      INSERT INTO fitness_reward_products (id, name, coin_price, price_pinned, stock_quantity,
        requires_shipping, is_active, sync_status, version, created_at, updated_at)
      VALUES (\(id), \(name), 5, \(true), 1, \(true), \(true), 'local', 1, \(now), \(now))
      """)
    return name
  }

  /// The names of the products that are none of the shop's, and that are as they were made.
  public func localProducts() async throws -> [String] {
    try await database.all(
      """
      SELECT name FROM fitness_reward_products
      WHERE sync_status = 'local' AND version = 1 AND is_active ORDER BY name
      """
    ) { try $0.get(0) }
  }

  /// By how many units it was told that more of a product is ordered than there is, in order.
  public func oversold(_ product: ShopProductRow) async throws -> [Int64] {
    try await database.all(
      """
      SELECT data FROM platform_outbox
      WHERE type = 'fitness.product.oversold' AND aggregate = \("product:\(product.id)")
      ORDER BY number
      """
    ) { row in
      let data: String = try row["data"]
      return (try? JSONDocument(parsing: Array(data.utf8)))?.root["units"]?.int64 ?? -1
    }
  }
}

/// A product that stands for a variant of the shop, as it is kept.
public struct ShopProductRow: Hashable, Sendable {
  /// Its id.
  public let id: ShopRow.ID
  /// What the shop calls the variant and its product.
  public let (variant, product): (String, String)
  /// Its name.
  public let name: String
  /// Its description.
  public let description: String?
  /// What kind of thing it is.
  public let category: String?
  /// What it costs.
  public let coinPrice: Int64
  /// What it would cost by the shop.
  public let shopPrice: Int64?
  /// How many can be ordered.
  public let stock: Int64?
  /// Where its picture is.
  public let imageURL: String?
  /// Whether it is on sale.
  public let isActive: Bool
  /// How it stands to the shop.
  public let status: String
  /// How often it was changed, and one.
  public let version: Int64

  init(row: Row) throws {
    id = try row["id"]
    variant = try row["shopify_variant_id"]
    product = try row["shopify_product_id"]
    name = try row["name"]
    description = try row["description"]
    category = try row["category"]
    coinPrice = try row["coin_price"]
    shopPrice = try row["shop_coin_price"]
    stock = try row["stock_quantity"]
    imageURL = try row["image_url"]
    isActive = try row["is_active"]
    status = try row["sync_status"]
    version = try row["version"]
  }
}

/// No job of a sync waits.
struct NoSyncJob: Error {}
