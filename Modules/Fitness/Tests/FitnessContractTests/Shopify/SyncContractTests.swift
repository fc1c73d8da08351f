import Fitness
import FitnessTesting
import Kernel
import Ports
import Storage
import StorageTesting
import Testing
import Work
import WorkTesting

/// How products follow the shop, on every engine.
@Suite(.timeLimit(.minutes(30))) struct SyncContractTests {
  @Test("What the shop lists is there once, and waits for somebody", arguments: Engine.allCases)
  func first(on engine: Engine) async throws {
    let fitness = try await FitnessFixture(on: engine)
    let shop = try FakeShop([
      FakeProduct(
        1, "Shirt", html: "<p>Soft</p><script>x</script>", imageURL: "https://cdn.example/s.jpg",
        variants: [
          FakeVariant(11, "M", price: "19.99", stock: 4),
          FakeVariant(12, "L", price: "20", stock: nil),
        ]),
      FakeProduct(2, "Mug", price: "8.50", stock: 0, coinPrice: "120"),
    ])
    let run = try await fitness.sync(with: shop)
    #expect(run.status == .succeeded && run.error == nil && run.finishedAt != nil)
    #expect(run.counts == SyncCounts(seen: 3, created: 3))
    let found = try await fitness.shopProducts()
    #expect(found.map(\.name) == ["Shirt – M", "Shirt – L", "Mug"])
    #expect(found.map(\.coinPrice) == [1_999, 2_000, 120])
    #expect(found.map(\.stock) == [4, nil, 0])
    #expect(found.map(\.description) == ["Soft", "Soft", nil])
    #expect(found.allSatisfy { $0.status == "new" && !$0.isActive })
    #expect(found.map(\.product) == ["1", "1", "2"] && found[0].category == "Gear")
    // The same again.
    let again = try await fitness.sync(with: shop)
    #expect(again.counts == SyncCounts(seen: 3))
    #expect(try await fitness.shopProducts() == found)
  }

  @Test("Everything that changes in the shop changes here", arguments: Engine.allCases)
  func changes(on engine: Engine) async throws {
    let fitness = try await FitnessFixture(on: engine)
    fitness.terms.change { $0.publishesShopProducts = true }
    let shop = try FakeShop([
      FakeProduct(1, "Mug", price: "8.50", stock: 3), FakeProduct(2, "Cap", price: "5", stock: 3),
    ])
    _ = try await fitness.sync(with: shop)
    #expect(try await fitness.shopProducts().allSatisfy { $0.status == "synced" && $0.isActive })
    shop.products[0].title = "Big mug"
    shop.products[0].only.price = "9.00"
    shop.products[0].only.stock = 2
    shop.products[0].status = "DRAFT"
    let run = try await fitness.sync(with: shop)
    #expect(run.counts == SyncCounts(seen: 2, updated: 1))
    let mug = try await fitness.shopProducts()[0]
    #expect(mug.name == "Big mug" && mug.coinPrice == 900 && mug.stock == 2)
    #expect(!mug.isActive && mug.status == "synced" && mug.version == 2)
    shop.products[0].status = "ACTIVE"
    _ = try await fitness.sync(with: shop)
    #expect(try await fitness.shopProducts()[0].isActive)
  }

  @Test(
    "Units of orders that have not left are not sold twice, and what is missing is told once",
    arguments: Engine.allCases)
  func stock(on engine: Engine) async throws {
    let fitness = try await FitnessFixture(on: engine)
    let shop = try FakeShop([FakeProduct(1, "Mug", price: "8.50", stock: 9)])
    _ = try await fitness.sync(with: shop)
    let mug = try await fitness.shopProducts()[0]
    for status in ["pending", "confirmed", "processing", "shipped", "delivered", "cancelled"] {
      try await fitness.order(mug, quantity: 3, refunded: 1, status)
    }
    _ = try await fitness.sync(with: shop)
    #expect(try await fitness.shopProducts()[0].stock == 3)
    #expect(try await fitness.oversold(mug).isEmpty)
    shop.products[0].only.stock = 4
    _ = try await fitness.sync(with: shop)
    _ = try await fitness.sync(with: shop)
    #expect(try await fitness.shopProducts()[0].stock == 0)
    #expect(try await fitness.oversold(mug) == [2])
    shop.products[0].only.stock = 3
    _ = try await fitness.sync(with: shop)
    #expect(try await fitness.oversold(mug) == [2, 3])
  }

  @Test(
    "A variant that a whole listing does not have is removed, and comes back as it was",
    arguments: Engine.allCases)
  func removing(on engine: Engine) async throws {
    let fitness = try await FitnessFixture(on: engine)
    fitness.terms.change { $0.publishesShopProducts = true }
    let local = try await fitness.localProduct("Gift card")
    let shop = try FakeShop([
      FakeProduct(1, "Mug", price: "8.50", stock: 3), FakeProduct(2, "Cap", price: "5", stock: 3),
    ])
    _ = try await fitness.sync(with: shop)
    let cap = shop.products.removeLast()
    let run = try await fitness.sync(with: shop)
    #expect(run.counts == SyncCounts(seen: 1, removed: 1))
    var found = try await fitness.shopProducts()
    #expect(
      found.map(\.status) == ["synced", "removed"] && found.map(\.isActive) == [true, false])
    #expect(try await fitness.sync(with: shop).counts == SyncCounts(seen: 1))
    // Whoever puts it on sale again cannot send it.
    try await fitness.set(found[1], "is_active = \(true)")
    #expect(try await fitness.sync(with: shop).counts == SyncCounts(seen: 1, removed: 1))
    #expect(try await !fitness.shopProducts()[1].isActive)
    shop.products.append(cap)
    _ = try await fitness.sync(with: shop)
    found = try await fitness.shopProducts()
    #expect(found.map(\.status) == ["synced", "synced"] && found.allSatisfy(\.isActive))
    #expect(try await fitness.localProducts() == [local])
  }

  @Test(
    "A run that fails or finds nothing removes nothing, and keeps what it has seen",
    arguments: Engine.allCases)
  func failing(on engine: Engine) async throws {
    let fitness = try await FitnessFixture(on: engine)
    let shop = try FakeShop((1...120).map { FakeProduct($0, "P\($0)", price: "1", stock: 1) })
    _ = try await fitness.sync(with: shop)
    shop.changeBeforePages { _, products in
      products[0].title = "New name"
      products.removeAll { $0.number == 3 }
    }
    // The first page comes, the second does not.
    shop.fail(.tooManyRequests(retryAfter: "1"))
    shop.fail(.status(403), after: "cursor-51")
    let failed = try await fitness.sync(with: shop)
    #expect(failed.status == .failed && failed.error == "the shop answered 403: see access_token")
    #expect(failed.counts == SyncCounts(seen: 50, updated: 1))
    #expect(try await fitness.shopProducts().allSatisfy { $0.status == "new" })
    #expect(try await fitness.shopProducts()[0].name == "New name")
    shop.changeBeforePages { _, products in products = [] }
    let empty = try await fitness.sync(with: shop)
    #expect(empty.status == .failed && empty.error == "the shop lists nothing")
    #expect(try await fitness.shopProducts().allSatisfy { $0.status == "new" })
  }

  @Test("A product that is listed in part loses none of its variants", arguments: Engine.allCases)
  func cutShort(on engine: Engine) async throws {
    let fitness = try await FitnessFixture(on: engine)
    let variants = (1...100).map { FakeVariant(UInt64($0), "V\($0)", price: "1", stock: 1) }
    let shop = try FakeShop([FakeProduct(1, "Paint", variants: variants)])
    _ = try await fitness.sync(with: shop)
    // A new one comes first, so that the shop leaves out the last.
    shop.products[0].variants.insert(FakeVariant(900, "New", price: "1", stock: 1), at: 0)
    let run = try await fitness.sync(with: shop)
    #expect(run.counts == SyncCounts(seen: 100, created: 1))
    #expect(try await fitness.shopProducts().allSatisfy { $0.status == "new" })
  }

  @Test(
    "What somebody of ours set, took off sale or deleted stays so", arguments: Engine.allCases)
  func byHand(on engine: Engine) async throws {
    let fitness = try await FitnessFixture(on: engine)
    fitness.terms.change { $0.publishesShopProducts = true }
    let shop = try FakeShop([
      FakeProduct(1, "Mug", price: "8.50", stock: 3), FakeProduct(2, "Cap", price: "5", stock: 3),
      FakeProduct(3, "Pen", price: "1", stock: 3),
    ])
    _ = try await fitness.sync(with: shop)
    let (mug, cap, pen) = try await {
      let found = try await fitness.shopProducts()
      return (found[0], found[1], found[2])
    }()
    try await fitness.set(mug, "coin_price = 77, price_pinned = \(true)")
    try await fitness.set(cap, "is_active = \(false)")
    try await fitness.set(pen, "is_active = \(false), deleted_at = \(fitness.time.clock.now())")
    for index in 0..<3 { shop.products[index].only.price = "2" }
    _ = try await fitness.sync(with: shop)
    let found = try await fitness.shopProducts()
    #expect(found[0].coinPrice == 77 && found[0].shopPrice == 200)
    #expect(found[1].coinPrice == 200 && !found[1].isActive)
    #expect(found[2].coinPrice == 100 && found[2].status == "synced")
    try await fitness.set(mug, "price_pinned = \(false)")
    _ = try await fitness.sync(with: shop)
    #expect(try await fitness.shopProducts()[0].coinPrice == 200)
  }

  @Test(
    "A listing that changes while it is read is followed as it was read",
    arguments: Engine.allCases)
  func moving(on engine: Engine) async throws {
    let fitness = try await FitnessFixture(on: engine)
    let shop = try FakeShop((1...130).map { FakeProduct($0, "P\($0)", price: "1", stock: 1) })
    shop.changeBeforePages { page, products in
      if page == 2 {
        products.removeFirst(10)
        products.append(FakeProduct(500, "Late", price: "1", stock: 1))
      }
    }
    let run = try await fitness.sync(with: shop)
    #expect(run.status == .succeeded && run.counts == SyncCounts(seen: 131, created: 131))
    let next = try await fitness.sync(with: shop)
    #expect(next.counts == SyncCounts(seen: 121, removed: 10))
  }

  @Test("A listing that does not end ends the run", arguments: Engine.allCases)
  func endless(on engine: Engine) async throws {
    let fitness = try await FitnessFixture(on: engine)
    let shop = try FakeShop([FakeProduct(1, "Mug", price: "1", stock: 1)])
    let page = """
      {"data":{"products":{"nodes":[],"pageInfo":{"hasNextPage":true,"endCursor":"same"}}}}
      """
    shop.fail(.body(page), .body(page))
    let run = try await fitness.sync(with: shop)
    #expect(run.error == "the shop's listing does not end" && shop.seen.count == 2)
  }
}
