import Fitness
import FitnessTesting
import HTTP
import JSON
import Kernel
import Storage
import Testing
import WebTesting

@testable import FitnessWeb

/// The catalogue over HTTP, through the router.
@Suite struct ProductRouteTests {
  @Test("A new product has the contract's members and defaults")
  func create() async throws {
    let shop = try await ShopSite.make()
    let made = await shop.post(
      "/products", #"{"name":" Socks ","coin_price":8}"#, as: shop.merchant)
    #expect(made.status == 201 && made["name"] == "Socks" && made["sync_status"] == "local")
    #expect(
      made.json?.members.map(\.key) == [
        "id", "name", "description", "category", "coin_price", "stock_quantity", "in_stock",
        "image_url", "requires_shipping", "is_active", "shopify_product_id",
        "shopify_variant_id", "sync_status", "created_at", "updated_at",
      ])
    #expect(made.json?["stock_quantity"]?.int64 == 0 && made.json?["in_stock"]?.bool == false)
    #expect(made.json?["requires_shipping"]?.bool == true)
    #expect(made.json?["is_active"]?.bool == true)
    let found = await shop.site.get(try #require(made.headers["Location"]), as: shop.ada)
    #expect(found.body == made.body && found.headers["ETag"] == made.headers["ETag"])
    let audited = try await shop.fixture.count(
      "platform_audit WHERE action = 'fitness.product.create'")
    #expect(audited == 1)
  }

  @Test(
    "What is no product is refused field by field",
    arguments: [
      (#""name":" ""#, "name"), (#""coin_price":0"#, "coin_price"),
      (#""coin_price":10000001"#, "coin_price"), (#""coin_price":null"#, "coin_price"),
      (#""stock_quantity":-1"#, "stock_quantity"), (#""image_url":"socks.png""#, "image_url"),
      (#""is_active":1"#, "is_active"),
    ])
  func fields(_ member: String, _ field: String) async throws {
    let shop = try await ShopSite.make()
    let good = ["name": #""name":"Socks""#, "coin_price": #""coin_price":8"#]
    let members = good.filter { $0.key != field }.map(\.value) + [member]
    let answer = await shop.post(
      "/products", "{\(members.joined(separator: ","))}", as: shop.merchant)
    #expect(answer.status == 422 && answer.field == field)
  }

  @Test("A change needs the version that it is a change of, and null frees the stock")
  func change() async throws {
    let shop = try await ShopSite.make()
    let socks = try await shop.fixture.product(price: 8, stock: 3)
    let path = "/products/\(socks.id)"
    let body = #"{"stock_quantity":null,"category":"apparel"}"#
    #expect(await shop.patch(path, body, as: shop.merchant, ifMatch: "\"v2\"").status == 412)
    let changed = await shop.patch(path, body, as: shop.merchant, ifMatch: "\"v1\"")
    #expect(changed.status == 200 && changed.headers["ETag"] == "\"v2\"")
    #expect(changed.json?["stock_quantity"]?.isNull == true && changed["category"] == "apparel")
    #expect(changed.json?["in_stock"]?.bool == true)
    let freed = await shop.patch(path, #"{"coin_price":null}"#, as: shop.merchant)
    #expect(freed.status == 422 && freed.field == "coin_price")
  }

  @Test("What is not on sale is as unknown to users, and who keeps the shop sees it")
  func visibility() async throws {
    let shop = try await ShopSite.make()
    let off = try await shop.fixture.product("Off", price: 8, isActive: false)
    let unknown = await shop.get("/products/\(shop.fixture.ids.make(Product.self))", as: shop.ada)
    let hidden = await shop.get("/products/\(off.id)", as: shop.ada)
    #expect(hidden.status == 404 && hidden["detail"] == unknown["detail"])
    #expect(await shop.get("/products", as: shop.ada).items.isEmpty)
    #expect(await shop.get("/products?is_active=false", as: shop.ada).status == 403)
    for staff in [shop.merchant, shop.support] {
      #expect(await shop.get("/products/\(off.id)", as: staff).status == 200)
      let found = await shop.get("/products?is_active=false&sync_status=local", as: staff)
      #expect(found.each("name") == ["Off"])
    }
  }

  @Test("Only who keeps the shop changes it, whatever they name")
  func rights() async throws {
    let shop = try await ShopSite.make()
    for user in [shop.ada, shop.support] {
      #expect(await shop.post("/products", "x", as: user).status == 403)
      #expect(await shop.patch("/products/nothing", "x", as: user).status == 403)
      #expect(await shop.delete("/products/nothing", as: user).status == 403)
    }
    let socks = try await shop.fixture.product(price: 8)
    #expect(await shop.delete("/products/\(socks.id)", as: shop.merchant).status == 204)
    #expect(await shop.delete("/products/\(socks.id)", as: shop.merchant).status == 404)
  }

  @Test("A cursor is good in the order that it is of, and in no other")
  func cursors() async throws {
    let shop = try await ShopSite.make()
    for price in 1...3 { _ = try await shop.fixture.product("P\(price)", price: Int64(price)) }
    let first = await shop.get("/products?sort=-coin_price&limit=2", as: shop.ada)
    #expect(first.each("name") == ["P3", "P2"])
    let cursor = try #require(first["next_cursor"])
    let second = await shop.get(
      "/products?sort=-coin_price&limit=2&cursor=\(cursor)", as: shop.ada)
    #expect(second.each("name") == ["P1"] && second.json?["next_cursor"]?.isNull == true)
    #expect(await shop.get("/products?sort=name&cursor=\(cursor)", as: shop.ada).field == "cursor")
    #expect(await shop.get("/products?sort=price", as: shop.ada).field == "sort")
    #expect(await shop.get("/products?colour=red", as: shop.ada).field == "colour")
  }
}
