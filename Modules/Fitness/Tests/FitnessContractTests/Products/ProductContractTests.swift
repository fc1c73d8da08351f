import Fitness
import FitnessTesting
import Kernel
import KernelTesting
import Storage
import StorageTesting
import Testing
import WorkTesting

/// The catalogue, on every engine.
@Suite struct ProductContractTests {
  @Test("Names are found whatever their case, in any script", arguments: Engine.allCases)
  func search(on engine: Engine) async throws {
    let fitness = try await FitnessFixture(on: engine)
    for name in ["Wasserball GROẞ", "КРОССОВКИ Бег", "Ọ̀ṣun Bottle", "100%_Cotton", "ΣΊΣΥΦΟΣ"] {
      _ = try await fitness.product(name, price: 5)
    }
    let reader = fitness.caller(try fitness.user("ada"))
    let found = [
      ("gross", "Wasserball GROẞ"), ("кроссовки", "КРОССОВКИ Бег"), ("OSUN", "Ọ̀ṣun Bottle"),
      ("0%_c", "100%_Cotton"), ("σίσυφος", "ΣΊΣΥΦΟΣ"),
    ]
    for (text, name) in found {
      var filter = ProductFilter()
      filter.text = text
      let products = try await fitness.products.products(filter, for: reader, limit: 10)
      #expect(products.map(\.name) == [name], "\(text)")
    }
    for text in ["_%", "10_%", "\\"] {
      var filter = ProductFilter()
      filter.text = text
      let products = try await fitness.products.products(filter, for: reader, limit: 10)
      #expect(products.isEmpty, "\(text)")
    }
  }

  @Test("Each order pages through all products once", arguments: Engine.allCases)
  func paging(on engine: Engine) async throws {
    let fitness = try await FitnessFixture(on: engine)
    for number in 0..<11 {
      _ = try await fitness.product(
        ["b", "A", "c"][number % 3], price: Int64(number % 4 + 1), stock: Int64(number % 2))
      fitness.clock.advance(seconds: number.isMultiple(of: 3) ? 0 : 1)
    }
    let reader = fitness.caller(try fitness.user("ada"))
    for order in ProductFilter.Order.allCases {
      var filter = ProductFilter()
      filter.order = order
      var (found, place): ([Product], Product.ID?) = ([], nil)
      repeat {
        let page = try await fitness.products.products(
          filter, for: reader, after: place, limit: 3)
        found += page
        place = page.last?.id
      } while place != nil
      let all = try await fitness.products.products(filter, for: reader, limit: 100)
      #expect(found == all && Set(found.map(\.id)).count == 11, "\(order)")
      let isSorted = zip(all, all.dropFirst()).allSatisfy { first, second in
        switch order {
        case .newest: (first.createdAt, first.id) > (second.createdAt, second.id)
        case .price: (first.coinPrice, first.id) < (second.coinPrice, second.id)
        case .dearest: (first.coinPrice, first.id) > (second.coinPrice, second.id)
        case .name: (first.nameKey, first.id) < (second.nameKey, second.id)
        }
      }
      #expect(isSorted, "\(order)")
    }
  }

  @Test("Filters leave out what they say", arguments: Engine.allCases)
  func filters(on engine: Engine) async throws {
    let fitness = try await FitnessFixture(on: engine)
    _ = try await fitness.product("cheap", price: 5, stock: 0, category: "a")
    _ = try await fitness.product("fit", price: 10, stock: 3, category: "b")
    _ = try await fitness.product("dear", price: 11, stock: nil, category: "b")
    _ = try await fitness.product("off", price: 1, isActive: false)
    let ada = try fitness.user("ada")
    try await fitness.credit(ada, 10)
    let (reader, keeper) = (fitness.caller(ada), try fitness.merchant())
    func names(
      for caller: FitnessCaller, _ edit: (inout ProductFilter) -> Void
    ) async throws -> Set<String> {
      var filter = ProductFilter()
      edit(&filter)
      return Set(
        try await fitness.products.products(filter, for: caller, limit: 10).map(\.name))
    }
    #expect(try await names(for: reader) { _ in } == ["cheap", "fit", "dear"])
    #expect(try await names(for: reader) { $0.category = "b" } == ["fit", "dear"])
    #expect(try await names(for: reader) { $0.isInStock = true } == ["fit", "dear"])
    #expect(try await names(for: reader) { $0.isInStock = false } == ["cheap"])
    #expect(try await names(for: reader) { $0.isAffordable = true } == ["cheap", "fit"])
    #expect(try await names(for: reader) { $0.isAffordable = false } == ["dear"])
    #expect(try await names(for: keeper) { _ in } == ["cheap", "fit", "dear", "off"])
    #expect(try await names(for: keeper) { $0.isActive = false } == ["off"])
    #expect(try await names(for: keeper) { $0.origin = .new } == [])
    await #expect(throws: ProductRefusal.forbidden) {
      _ = try await names(for: reader) { $0.isActive = false }
    }
  }

  @Test("What is hidden stays in orders, and nowhere else", arguments: Engine.allCases)
  func deleting(on engine: Engine) async throws {
    let fitness = try await FitnessFixture(on: engine)
    let keeper = try fitness.merchant()
    let product = try await fitness.product(price: 5)
    let ada = try fitness.user("ada")
    try await fitness.credit(ada, 10)
    let order = try await fitness.order(of: product, by: ada)
    try await fitness.products.delete(product.id, by: keeper)
    for caller in [keeper, fitness.caller(ada)] {
      await #expect(throws: ProductRefusal.notFound) {
        try await fitness.products.product(product.id, for: caller)
      }
    }
    await #expect(throws: ProductRefusal.notFound) {
      try await fitness.products.delete(product.id, by: keeper)
    }
    await #expect(throws: OrderRefusal.unknownProducts([0])) {
      try await fitness.order(of: product, by: ada)
    }
    #expect(try await fitness.store.order(order.id)?.items.first?.name == "Socks")
    let gone = try await fitness.orders.cancel(order.id, by: fitness.caller(ada))
    #expect(gone.state == .cancelled)
  }

  @Test(
    "A product of the shop keeps what the shop says, and its price as it is set",
    arguments: Engine.allCases)
  func shops(on engine: Engine) async throws {
    let fitness = try await FitnessFixture(on: engine)
    let keeper = try fitness.merchant()
    let made = Product(
      id: fitness.ids.make(), name: "Shoes", coinPrice: 50, isPricePinned: false, stock: 4,
      isActive: false, shopifyProductID: "1", shopifyVariantID: "2", origin: .new,
      createdAt: fitness.time.clock.now())
    let isNew = try await fitness.store.atomically(.unkeyed) { try $0.insert(made) }
    #expect(isNew)
    let edits: [ProductChange] = [
      ProductChange { $0.name = "x" }, ProductChange { $0.description = "x" },
      ProductChange { $0.stock = 5 }, ProductChange { $0.imageURL = "https://x" },
    ]
    for edit in edits {
      await #expect(throws: ProductRefusal.managedByShop) {
        try await fitness.products.change(made.id, edit, by: keeper)
      }
    }
    var product = try await fitness.products.change(
      made.id, ProductChange(price: .set(60)) { $0.isActive = true }, by: keeper)
    #expect(product.coinPrice == 60 && product.isPricePinned && product.origin == .synced)
    product = try await fitness.products.change(
      made.id, ProductChange(price: .followsShop), by: keeper)
    #expect(!product.isPricePinned)
    let ours = try await fitness.product(price: 5)
    await #expect(throws: ProductRefusal.priceMissing) {
      try await fitness.products.change(
        ours.id, ProductChange(price: .followsShop), by: keeper)
    }
  }

  @Test(
    "The standard products are planted once, and stay as somebody left them",
    arguments: Engine.allCases)
  func seed(on engine: Engine) async throws {
    let fitness = try await FitnessFixture(on: engine)
    let now = fitness.time.clock.now()
    #expect(try await ProductSeed.plant(in: fitness.store, at: now) == 8)
    let first = try #require(ProductSeed.standard.first)
    try await fitness.products.delete(first.id, by: fitness.merchant())
    #expect(try await ProductSeed.plant(in: fitness.store, at: now) == 0)
    let found = try await fitness.products.products(
      ProductFilter(), for: fitness.caller(try fitness.user("ada")), limit: 10)
    #expect(found.count == 7)
  }
}
