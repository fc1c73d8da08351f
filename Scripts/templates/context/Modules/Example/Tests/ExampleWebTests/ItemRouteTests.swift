import Example
import ExampleTesting
import HTTP
import Kernel
import KernelTesting
import Ports
import Router
import Testing
import WebTesting

/// Items over HTTP, through the router.
@Suite struct ItemRouteTests {
  @Test("Every route asks for the permission that stands beside it here")
  func table() async throws {
    // Kept first, so that a failure shows what it is.
    let listing = try await Site().router.routes.listing
    #expect(
      listing == """
        GET    /api/example/items              example.items.read    signed in, or a key
        GET    /api/example/items/{id}         example.items.read    signed in, or a key
        GET    /api/example/items/{id}/titles  example.items.read    signed in, or a key
        POST   /api/example/items              example.items.change  signed in, or a key
        PATCH  /api/example/items/{id}         example.items.change  signed in, or a key
        """)
  }

  @Test("A new item is answered with 201 and a Location that finds it")
  func create() async throws {
    let site = try await Site()
    let ada = try await site.fixture.user()
    let made = await site.post("/api/example/items", #"{"title":" tea "}"#, as: ada)
    #expect(made.status == 201)
    #expect(made["title"] == "tea")
    #expect(made["created_at"] == site.fixture.clock.now().description)
    let found = await site.get(try #require(made.headers["Location"]), as: ada)
    #expect(found.status == 200 && found["id"] == made["id"])
  }

  @Test(
    "What is no title is refused with 422",
    arguments: ["{}", #"{"title":""}"#, #"{"title":"  "}"#, #"{"title":7}"#, #"{"title":null}"#])
  func titles(_ body: String) async throws {
    let site = try await Site()
    let answer = await site.post("/api/example/items", body, as: try await site.fixture.user())
    #expect(answer.status == 422)
  }

  @Test("A title that is taken is refused with 409")
  func taken() async throws {
    let site = try await Site()
    let ada = try await site.fixture.user()
    _ = await site.post("/api/example/items", #"{"title":"tea"}"#, as: ada)
    let answer = await site.post("/api/example/items", #"{"title":"tea"}"#, as: ada)
    #expect(answer.status == 409 && answer["code"] == "title_taken")
  }

  @Test("Another's item is answered as one that does not exist")
  func foreign() async throws {
    let site = try await Site()
    let made = await site.post(
      "/api/example/items", #"{"title":"tea"}"#, as: try await site.fixture.user())
    let location = try #require(made.headers["Location"])
    let bola = try await site.fixture.user()
    #expect(await site.get(location, as: bola).status == 404)
    #expect(await site.get("/api/example/items/nonsense", as: bola).status == 404)
  }

  @Test("Items come in pages, newest first")
  func pages() async throws {
    let site = try await Site()
    let ada = try await site.fixture.user()
    for title in ["one", "two", "three"] {
      _ = await site.post("/api/example/items", #"{"title":"\#(title)"}"#, as: ada)
    }
    let first = await site.get("/api/example/items?limit=2", as: ada)
    #expect(first.titles == ["three", "two"])
    let cursor = try #require(first["next_cursor"])
    let rest = await site.get("/api/example/items?limit=2&cursor=\(cursor)", as: ada)
    #expect(rest.titles == ["one"] && rest["next_cursor"] == nil)
  }

  @Test("A repeated request has the first one's answer, and makes nothing more")
  func repeated() async throws {
    let site = try await Site()
    let ada = try await site.fixture.user()
    let first = await site.post("/api/example/items", #"{"title":"tea"}"#, as: ada, key: "k")
    let second = await site.post("/api/example/items", #"{"title":"tea"}"#, as: ada, key: "k")
    #expect(first.status == 201 && second.status == 201)
    #expect(second.body == first.body)
    #expect(second.headers["Location"] == first.headers["Location"])
    #expect(second.headers["Idempotency-Replayed"] == "true")
    let other = await site.post("/api/example/items", #"{"title":"milk"}"#, as: ada, key: "k")
    #expect(other.status == 422 && other["code"] == "idempotency_key_reused")
  }

  @Test("A refusal is repeated, too, also when the item could be paid by then")
  func refused() async throws {
    let site = try await Site()
    let ada = try await site.fixture.user(holding: 0)
    let first = await site.post("/api/example/items", #"{"title":"tea"}"#, as: ada, key: "k")
    #expect(first.status == 409 && first["code"] == "insufficient_funds")
    _ = try await site.fixture.items.credit(ada, amount: .naira(5), by: .operatorConsole)
    let second = await site.post("/api/example/items", #"{"title":"tea"}"#, as: ada, key: "k")
    #expect(second.body == first.body)
  }

  @Test("A rename needs the version that If-Match names")
  func rename() async throws {
    let site = try await Site()
    let ada = try await site.fixture.user()
    let made = await site.post("/api/example/items", #"{"title":"tea"}"#, as: ada)
    let location = try #require(made.headers["Location"])
    let tag = try #require(await site.get(location, as: ada).headers["ETag"])
    let renamed = await site.patch(location, #"{"title":"coffee"}"#, as: ada, ifMatch: tag)
    #expect(renamed.status == 200 && renamed["title"] == "coffee")
    let late = await site.patch(location, #"{"title":"milk"}"#, as: ada, ifMatch: tag)
    #expect(late.status == 412)
    #expect(await site.get("\(location)/titles", as: ada).titles == ["coffee", "tea"])
  }

  @Test("Nothing is answered without a token")
  func unauthenticated() async throws {
    let site = try await Site()
    #expect(await site.get("/api/example/items", as: nil).status == 401)
    #expect(await site.post("/api/example/items", #"{"title":"tea"}"#, as: nil).status == 401)
  }
}
