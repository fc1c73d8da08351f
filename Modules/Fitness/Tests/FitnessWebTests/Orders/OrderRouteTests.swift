import Fitness
import FitnessTesting
import HTTP
import JSON
import Kernel
import Testing
import WebTesting

@testable import FitnessWeb

/// Orders over HTTP, through the router.
@Suite struct OrderRouteTests {
  static let address =
    #"{"name":"Ada","line1":"1 Rue Didouche","city":"Alger","country":"DZ","floor":3}"#

  @Test("A placed order is answered with 201, its place, and all that the contract names")
  func placing() async throws {
    let shop = try await ShopSite.make()
    let socks = try await shop.fixture.product(price: 8, ships: true)
    try await shop.fixture.credit(shop.ada, 100)
    let made = await shop.order(
      socks, quantity: 2, #","shipping_address":\#(Self.address),"expected_total_coins":16"#)
    #expect(made.status == 201 && made["status"] == "pending")
    #expect(
      made.json?.members.map(\.key) == [
        "id", "order_code", "user_id", "status", "items", "total_coins", "refunded_coins",
        "shipping_address", "tracking_number", "carrier", "reason", "created_at", "confirmed_at",
        "processing_at", "shipped_at", "delivered_at", "cancelled_at", "refunded_at",
      ])
    #expect(made.json?["total_coins"]?.int64 == 16 && made["user_id"] == "\(shop.ada)")
    #expect(made.json?["shipping_address"]?.description == Self.address)
    let item = try #require(made.json?["items"]?.elements.first { _ in true })
    #expect(
      item.members.map(\.key) == [
        "id", "product_id", "name", "quantity", "coin_price", "total_coins", "refunded_quantity",
      ])
    let found = await shop.site.get(try #require(made.headers["Location"]), as: shop.ada)
    #expect(found.status == 200 && found.body == made.body)
    #expect(found.headers["ETag"] == made.headers["ETag"])
  }

  @Test("The same request under the same key is one order")
  func once() async throws {
    let shop = try await ShopSite.make()
    let socks = try await shop.fixture.product(price: 8)
    try await shop.fixture.credit(shop.ada, 100)
    let body = #"{"items":[{"product_id":"\#(socks.id)","quantity":1}]}"#
    let first = await shop.post("/orders", body, as: shop.ada, key: "a")
    let second = await shop.post("/orders", body, as: shop.ada, key: "a")
    #expect(first.status == 201 && second.body == first.body)
    #expect(second.headers["Idempotency-Replayed"] == "true")
    #expect(try await shop.fixture.coins(of: shop.ada).frozen == 8)
  }

  @Test(
    "What is no order is refused field by field",
    arguments: [
      (#"{"items":[]}"#, "items"),
      (#"{"items":[{"product_id":"P","quantity":0}]}"#, "items[0].quantity"),
      (#"{"items":[{"product_id":"P","quantity":11}]}"#, "items[0].quantity"),
      (#"{"items":[{"product_id":"P","quantity":1.5}]}"#, "items[0].quantity"),
      (#"{"items":[{"product_id":"x","quantity":1}]}"#, "items[0].product_id"),
      (
        #"{"items":[{"product_id":"P","quantity":6},{"product_id":"P","quantity":5}]}"#,
        "items[1].quantity"
      ),
      (#"{"items":[{"product_id":"P","quantity":1}]}"#, "shipping_address"),
      (
        #"{"items":[{"product_id":"P","quantity":1}],"shipping_address":{"name":"A","#
          + #""line1":"B","city":"C","country":"XX"}}"#, "shipping_address.country"
      ),
      (
        #"{"items":[{"product_id":"P","quantity":1}],"shipping_address":{"name":" ","#
          + #""line1":"B","city":"C","country":"DZ"}}"#, "shipping_address.name"
      ),
    ])
  func fields(_ body: String, _ field: String) async throws {
    let shop = try await ShopSite.make()
    let socks = try await shop.fixture.product(price: 8, ships: true)
    let sent = body.split(separator: #""P""#, omittingEmptySubsequences: false)
      .joined(separator: "\"\(socks.id)\"")
    let answer = await shop.post("/orders", sent, as: shop.ada)
    #expect(answer.status == 422 && answer.field == field)
  }

  @Test("An address has 20 members of its own and 4 KiB at most")
  func largeAddress() async throws {
    let shop = try await ShopSite.make()
    let socks = try await shop.fixture.product(price: 8, ships: true)
    try await shop.fixture.credit(shop.ada, 100)
    func answer(_ more: String) async -> Answer {
      let address = Self.address.dropLast().dropLast(#","floor":3"#.count)
      return await shop.order(socks, #","shipping_address":\#(address)\#(more)}"#)
    }
    func members(_ count: Int) -> String {
      (0..<count).map { #","k\#($0)":{"a":[1]}"# }.joined()
    }
    #expect(await answer(members(20)).status == 201)
    #expect(await answer(members(21)).field == "shipping_address")
    let long = #","note":"\#(String(repeating: "x", count: 4_096))""#
    #expect(await answer(long).field == "shipping_address")
  }

  @Test("Refusals say what is the matter")
  func refusals() async throws {
    let shop = try await ShopSite.make()
    let socks = try await shop.fixture.product(price: 8, stock: 2)
    let gone = try await shop.fixture.product(price: 8, isActive: false)
    let unknown = await shop.order(gone)
    #expect(unknown.status == 422 && unknown["code"] == "unknown_product")
    #expect(unknown.field == "items[0].product_id")
    let changed = await shop.order(socks, #","expected_total_coins":7"#)
    #expect(changed.status == 409 && changed["code"] == "price_changed")
    #expect(changed.json?["total_coins"]?.int64 == 8)
    let short = await shop.order(socks, quantity: 3)
    #expect(short.status == 409 && short["code"] == "out_of_stock")
    let first = try #require(short.json?["items"]?.elements.first { _ in true })
    #expect(first["product_id"]?.string == "\(socks.id)" && first["available"]?.int64 == 2)
    let poor = await shop.order(socks)
    #expect(poor.status == 409 && poor["code"] == "insufficient_coins")
    #expect(poor.json?["needed"]?.int64 == 8 && poor.json?["available_coins"]?.int64 == 0)
  }

  @Test("Others' orders are as unknown ones, and everybody's are for the staff")
  func visibility() async throws {
    let shop = try await ShopSite.make()
    let socks = try await shop.fixture.product(price: 8)
    try await shop.fixture.credit(shop.ada, 100)
    let id = try #require(await shop.order(socks)["id"])
    let bola = try shop.fixture.user("bola")
    let unknown = await shop.get("/orders/\(shop.fixture.ids.make(Order.self))", as: bola)
    for other in [
      await shop.get("/orders/\(id)", as: bola),
      await shop.post("/orders/\(id)/cancel", "{}", as: bola),
    ] {
      #expect(other.status == 404 && other["detail"] == unknown["detail"])
    }
    #expect(await shop.get("/orders", as: bola).items.isEmpty)
    #expect(await shop.get("/orders?scope=all", as: bola).status == 403)
    #expect(await shop.get("/orders?user_id=\(shop.ada)", as: bola).status == 403)
    #expect(await shop.get("/orders", as: shop.ada).each("id") == [id])
    for staff in [shop.merchant, shop.support] {
      #expect(await shop.get("/orders", as: staff).items.isEmpty)
      #expect(await shop.get("/orders?scope=all", as: staff).each("id") == [id])
      let others = await shop.get("/orders?scope=all&user_id=\(bola)", as: staff)
      #expect(others.status == 200 && others.items.isEmpty)
      let confirmed = await shop.get("/orders?scope=all&status=confirmed", as: staff)
      #expect(confirmed.items.isEmpty)
      #expect(await shop.get("/orders/\(id)", as: staff).status == 200)
    }
    #expect(await shop.post("/orders/\(id)/cancel", "{}", as: shop.support).status == 403)
  }

  @Test("Only who keeps the shop moves orders on, whatever they name")
  func rights() async throws {
    let shop = try await ShopSite.make()
    for user in [shop.ada, shop.support] {
      #expect(await shop.put("/orders/nothing/status", "x", as: user).status == 403)
      #expect(await shop.post("/orders/nothing/refund", "x", as: user).status == 403)
    }
    let unknown = "/orders/\(shop.fixture.ids.make(Order.self))"
    #expect(
      await shop.put(unknown + "/status", #"{"status":"confirmed"}"#, as: shop.merchant).status
        == 404)
    #expect(await shop.put(unknown + "/status", "{}", as: shop.merchant).field == "status")
    #expect(await shop.post(unknown + "/refund", "{}", as: shop.merchant).field == "reason")
  }

  @Test("Steps that there are not are refused with the state, and what would be one")
  func transitions() async throws {
    let shop = try await ShopSite.make()
    let socks = try await shop.fixture.product(price: 8)
    try await shop.fixture.credit(shop.ada, 100)
    let path = "/orders/\(try #require(await shop.order(socks)["id"]))"
    func step(_ body: String, ifMatch: String? = nil) async -> Answer {
      await shop.put(path + "/status", body, as: shop.merchant, ifMatch: ifMatch)
    }
    let early = await step(#"{"status":"delivered"}"#)
    #expect(early.status == 409 && early["code"] == "invalid_transition")
    #expect(early["state"] == "pending")
    #expect(early.json?["allowed"]?.elements.map(\.string) == ["confirmed", "cancelled"])
    #expect(await step(#"{"status":"confirmed"}"#, ifMatch: "\"v9\"").status == 412)
    #expect(await step(#"{"status":"confirmed"}"#, ifMatch: "\"v1\"").status == 200)
    #expect(await step(#"{"status":"processing"}"#).status == 200)
    let late = await shop.post(path + "/cancel", #"{"reason":"no"}"#, as: shop.ada)
    #expect(late.status == 409 && late["code"] == "order_not_cancellable")
    #expect(late["state"] == "processing")
    #expect(await step(#"{"status":"shipped"}"#).field == "tracking_number")
    let long = String(repeating: "1", count: 65)
    #expect(
      await step(#"{"status":"shipped","tracking_number":"\#(long)"}"#).field
        == "tracking_number")
    let sent = await step(#"{"status":"shipped","tracking_number":"1Z","carrier":"UPS"}"#)
    #expect(sent["tracking_number"] == "1Z" && sent["carrier"] == "UPS")
    let refunded = await shop.post(
      path + "/refund", #"{"reason":"torn","restock":true}"#, as: shop.merchant)
    #expect(refunded.status == 200 && refunded["status"] == "refunded")
    let again = await shop.post(path + "/refund", #"{"reason":"torn"}"#, as: shop.merchant)
    #expect(again.status == 409 && again["code"] == "not_refundable")
    #expect(again["state"] == "refunded")
  }
}
