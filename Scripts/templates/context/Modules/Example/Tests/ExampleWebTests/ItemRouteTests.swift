import ExampleTesting
import HTTP
import Kernel
import KernelTesting
import Router
import Testing

/// Items over HTTP, through the router.
@Suite struct ItemRouteTests {
  @Test("Every route asks for the permission that stands beside it here")
  func table() async throws {
    #expect(
      try await Site().router.routes.listing == """
        GET   /api/example/items       example.items.read    signed in, or a key
        GET   /api/example/items/{id}  example.items.read    signed in, or a key
        POST  /api/example/items       example.items.create  signed in, or a key
        """)
  }

  @Test("A new item is answered with 201 and a Location that finds it")
  func create() async throws {
    let site = try await Site()
    let ada: UserID = site.fixture.ids.make()
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
    let answer = await site.post("/api/example/items", body, as: site.fixture.ids.make())
    #expect(answer.status == 422)
  }

  @Test("A title that is taken is refused with 409")
  func taken() async throws {
    let site = try await Site()
    let ada: UserID = site.fixture.ids.make()
    _ = await site.post("/api/example/items", #"{"title":"tea"}"#, as: ada)
    let answer = await site.post("/api/example/items", #"{"title":"tea"}"#, as: ada)
    #expect(answer.status == 409 && answer["code"] == "title_taken")
  }

  @Test("Another's item is answered as one that does not exist")
  func foreign() async throws {
    let site = try await Site()
    let made = await site.post(
      "/api/example/items", #"{"title":"tea"}"#, as: site.fixture.ids.make())
    let location = try #require(made.headers["Location"])
    let bola: UserID = site.fixture.ids.make()
    #expect(await site.get(location, as: bola).status == 404)
    #expect(await site.get("/api/example/items/nonsense", as: bola).status == 404)
  }

  @Test("Items come in pages, newest first")
  func pages() async throws {
    let site = try await Site()
    let ada: UserID = site.fixture.ids.make()
    for title in ["one", "two", "three"] {
      _ = await site.post("/api/example/items", #"{"title":"\#(title)"}"#, as: ada)
    }
    let first = await site.get("/api/example/items?limit=2", as: ada)
    #expect(first.titles == ["three", "two"])
    let cursor = try #require(first["next_cursor"])
    let rest = await site.get("/api/example/items?limit=2&cursor=\(cursor)", as: ada)
    #expect(rest.titles == ["one"] && rest["next_cursor"] == nil)
  }

  @Test("Nothing is answered without a token")
  func unauthenticated() async throws {
    let site = try await Site()
    #expect(await site.get("/api/example/items", as: nil).status == 401)
    #expect(await site.post("/api/example/items", #"{"title":"tea"}"#, as: nil).status == 401)
  }
}
