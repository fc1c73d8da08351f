import Fitness
import FitnessProviders
import FitnessTesting
import Kernel
import Testing

/// How a shop of Shopify is asked, over a real connection.
@Suite(.timeLimit(.minutes(30))) struct ShopifyCatalogueTests {
  private static let mug = FakeProduct(1, "Mug", price: "8.50", stock: 3, coinPrice: "120")

  private static func shop(of count: UInt64) throws -> FakeShop {
    try FakeShop((1...count).map { FakeProduct($0, "P\($0)", price: "1", stock: nil) })
  }

  @Test("The question is the documented one, under the version and the token that are configured")
  func question() async throws {
    let shop = try FakeShop([Self.mug])
    _ = try await shop.catalogue().page(first: 50, after: nil)
    let seen = try #require(shop.seen.first)
    #expect(seen.isWellMade && seen.first == 50 && seen.after == nil)
    #expect(
      seen.query == """
        query ($first: Int!, $after: String) { products(first: $first, after: $after) { nodes \
        { id title descriptionHtml productType status updatedAt featuredMedia { preview { image \
        { url } } } metafield(namespace: "fitness", key: "coin_price") { value } \
        variants(first: 100) { nodes { id title price inventoryQuantity inventoryItem \
        { tracked } } } } pageInfo { hasNextPage endCursor } } }
        """)
  }

  @Test("A page is read as it is written")
  func page() async throws {
    var shirt = FakeProduct(
      2, "Shirt", html: "<p>Soft</p>", imageURL: "https://cdn.example/a.jpg",
      variants: [
        FakeVariant(21, "M", price: "5", stock: -2),
        FakeVariant(22, "L", price: "6.25", stock: nil),
      ])
    shirt.status = "DRAFT"
    let page = try await FakeShop([Self.mug, shirt]).catalogue().page(first: 50, after: nil)
    #expect(page.next == nil && page.size == 50)
    #expect(
      page.products == [
        ShopProduct(
          number: ShopNumber(1), title: "Mug", type: "Gear", coinPrice: "120",
          variants: [
            ShopVariant(number: ShopNumber(10), title: "Default Title", price: "8.50", stock: 3)
          ]),
        ShopProduct(
          number: ShopNumber(2), title: "Shirt", html: "<p>Soft</p>", type: "Gear",
          isActive: false, imageURL: "https://cdn.example/a.jpg",
          variants: [
            ShopVariant(number: ShopNumber(21), title: "M", price: "5", stock: -2),
            ShopVariant(number: ShopNumber(22), title: "L", price: "6.25", stock: nil),
          ]),
      ])
  }

  @Test("Pages follow each other to the last one")
  func paging() async throws {
    let shop = try Self.shop(of: 7)
    var (numbers, place): ([UInt64], String?) = ([], nil)
    repeat {
      let page = try await shop.catalogue().page(first: 3, after: place)
      numbers += page.products.map(\.number.value)
      place = page.next
    } while place != nil
    #expect(numbers == Array(1...7))
    #expect(shop.seen.map(\.after) == [nil, "cursor-3", "cursor-6"])
  }

  @Test(
    "A question that is throttled waits until what it costs is there, to the millisecond",
    arguments: [
      ("300", "100", "50.0", 4_000), ("101", "100.5", "50", 100), ("752", "0", "100", 7_520),
      ("100", "99", "3", 334), ("10", "500", "100", 100), ("1.0", "0.0", "0", 1_000),
      ("null", "1", "2", 1_000), ("-5", "1", "2", 1_000),
    ])
  func throttled(requested: String, available: String, rate: String, wait: Int64) async throws {
    let shop = try FakeShop([Self.mug])
    shop.fail(.throttled(requested: requested, available: available, restoreRate: rate))
    let pauses = FakeShop.Pauses()
    let page = try await shop.catalogue(pauses: pauses).page(first: 50, after: "cursor-0")
    #expect(page.products.count == 1)
    #expect(pauses.all == [.milliseconds(wait)])
    // The same page again.
    #expect(shop.seen.map(\.after) == ["cursor-0", "cursor-0"])
  }

  @Test(
    "Too many requests wait as long as the shop says",
    arguments: [
      ("2", 2_000), ("2.0", 2_000), ("0.5", 500), ("0", 100), ("soon", 1_000), (nil, 1_000),
    ]
      as [(String?, Int64)])
  func tooMany(retryAfter: String?, wait: Int64) async throws {
    let shop = try FakeShop([Self.mug])
    shop.fail(.tooManyRequests(retryAfter: retryAfter))
    let pauses = FakeShop.Pauses()
    _ = try await shop.catalogue(pauses: pauses).page(first: 50, after: nil)
    #expect(pauses.all == [.milliseconds(wait)])
  }

  @Test("Waits do not count as tries, and do not go on for ever")
  func waits() async throws {
    let shop = try FakeShop([Self.mug])
    for _ in 0..<20 { shop.fail(.tooManyRequests(retryAfter: "1")) }
    _ = try await shop.catalogue().page(first: 50, after: nil)
    shop.fail(.tooManyRequests(retryAfter: "86400"))
    await #expect(throws: ShopFailure("the shop wants to be waited for too long")) {
      try await shop.catalogue().page(first: 50, after: nil)
    }
  }

  @Test("The shop has three tries to answer", arguments: [500, 502, 503, 504, 408])
  func failures(status: Int) async throws {
    let shop = try FakeShop([Self.mug])
    shop.fail(.status(status), .status(status))
    _ = try await shop.catalogue().page(first: 50, after: nil)
    #expect(shop.seen.count == 3)
    shop.fail(.status(status), .status(status), .status(status))
    await #expect(throws: ShopFailure("the shop answered \(status), 3 times")) {
      try await shop.catalogue().page(first: 50, after: nil)
    }
    #expect(shop.seen.count == 6)
  }

  @Test("A shop that does not answer in time is asked three times")
  func silence() async throws {
    let shop = try FakeShop([Self.mug])
    shop.fail(.silence, .silence, .silence)
    await #expect(throws: ShopFailure("no answer in time, 3 times")) {
      try await shop.catalogue(deadline: .milliseconds(200)).page(first: 50, after: nil)
    }
    #expect(shop.seen.count == 3)
  }

  @Test(
    "A refusal is not asked again",
    arguments: [
      (FakeShop.Trouble.status(403), "the shop answered 403: see access_token"),
      (.status(404), "the shop answered 404: see base_url and api_version"),
      (.status(302), "the shop answered 302"), (.body("<html>"), "the shop's answer is not JSON"),
      (.body("{}"), "the shop's answer has no products"),
      (
        .body(#"{"errors":[{"message":"Field 'x' doesn't exist"}],"data":null}"#),
        "the shop refused: Field 'x' doesn't exist"
      ),
      (.body(#"{"errors":"Not Found"}"#), "the shop refused: Not Found"),
    ])
  func refusals(trouble: FakeShop.Trouble, reason: String) async throws {
    let shop = try FakeShop([Self.mug])
    shop.fail(trouble)
    await #expect(throws: ShopFailure(reason)) {
      try await shop.catalogue().page(first: 50, after: nil)
    }
    #expect(shop.seen.count == 1)
  }

  @Test("A token that the shop does not know is told, and never shown")
  func wrongToken() async throws {
    let shop = try FakeShop([Self.mug])
    await #expect(throws: ShopFailure("the shop answered 401: see access_token")) {
      try await shop.catalogue(token: "shpat_other").page(first: 50, after: nil)
    }
  }

  @Test(
    "A page that leaves something out is refused whole: nothing may count as removed for it",
    arguments: [
      #"{"data":{"products":{"nodes":[null],"pageInfo":{"hasNextPage":false}}}}"#,
      #"{"data":{"products":{"nodes":[{"id":"gid://shopify/Product/1","title":"a","#
        + #""status":"ACTIVE"}],"pageInfo":{"hasNextPage":false}}}}"#,
      #"{"data":{"products":{"nodes":[]}}}"#,
      #"{"data":{"products":{"nodes":[],"pageInfo":{"hasNextPage":true,"endCursor":null}}}}"#,
      #"{"data":{"products":{"pageInfo":{"hasNextPage":false}}}}"#,
      #"{"data":{"products":{"nodes":[{"id":"gid://shopify/Product/1","title":"a","#
        + #""status":"ACTIVE","variants":{"nodes":[{"id":"x"}]}}],"#
        + #""pageInfo":{"hasNextPage":false}}}}"#,
    ])
  func unreadable(body: String) async throws {
    let shop = try FakeShop([Self.mug])
    shop.fail(.body(body))
    let error = await #expect(throws: ShopFailure.self) {
      try await shop.catalogue().page(first: 50, after: nil)
    }
    #expect(error?.reason.hasPrefix("the shop's answer cannot be read") == true)
  }

  @Test("A question that is too expensive is asked for fewer products, from then on")
  func tooExpensive() async throws {
    let shop = try Self.shop(of: 20)
    shop.answerAtMost(7)
    let page = try await shop.catalogue().page(first: 50, after: nil)
    #expect(page.size == 6 && page.products.count == 6)
    #expect(shop.seen.map(\.first) == [50, 25, 12, 6])
    shop.answerAtMost(0)
    await #expect(throws: ShopFailure("one product is more than the shop answers")) {
      try await shop.catalogue().page(first: 6, after: nil)
    }
  }

  @Test("A product with as many variants as the shop tells may have more")
  func cutShort() async throws {
    let many = (1...101).map { FakeVariant(UInt64($0), "V\($0)", price: "1", stock: 1) }
    let shop = try FakeShop([
      FakeProduct(1, "A", variants: many), FakeProduct(2, "B", variants: Array(many.prefix(99))),
    ])
    let page = try await shop.catalogue().page(first: 50, after: nil)
    #expect(page.products.map(\.isCutShort) == [true, false])
    #expect(page.products.map(\.variants.count) == [100, 99])
  }

  @Test("Where nobody listens it fails after three tries")
  func nobody() async throws {
    var shop: FakeShop? = try FakeShop()
    let other = try FakeShop()
    let base = try #require(shop?.base)
    shop = nil
    await #expect(throws: ShopFailure.self) {
      try await other.catalogue(at: base).page(first: 50, after: nil)
    }
  }
}
