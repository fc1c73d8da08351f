import HTTP
import Kernel
import JSON
import Router
import Testing

@Suite("Routing")
struct RoutingTests {
  private func shop() throws -> Router {
    try router(
      .echo("/", "root"), .echo("/transactions/{id}", "one"),
      .echo("/transactions/pending", "pending"),
      .echo("/transactions/{id}/receipt", "receipt"), .echo("/transactions/pending/all", "all"),
      .post("/transactions/pending", permission: .anyone, summary: "Posts") { _ in NoContent() },
      .delete("/transactions/{id}", permission: .anyone, summary: "Deletes") { _ in NoContent() })
  }

  @Test(
    "Paths lead to their routes; literals win over parameters, which take over where those end",
    arguments: [
      ("/", "root:"), ("/transactions/7", "one:7"), ("/transactions/pending", "pending:"),
      ("/transactions/pending/receipt", "receipt:pending"), ("/transactions/pending/all", "all:"),
      ("/transactions/a%2Fb", "one:a/b"), ("/transactions/%2e%2e", "one:.."),
      ("/transactions/%2541", "one:%41"), ("/transactions/a+b", "one:a+b"),
      ("/transactions/pendin%67", "one:pending"), ("/transactions/..", "one:.."),
    ])
  func found(target: String, text: String) async throws {
    let answer = try await shop().ask(.get, target)
    #expect(answer.json?["text"]?.string == text)
  }

  @Test(
    "Nothing is normalised: another spelling is another path",
    arguments: [
      "/transactions", "/transactions/", "/transactions//", "//transactions/7", "/Transactions/7",
      "/transactions/7/", "/transactions/7/receipt/", "/transactions/./7", "/%74ransactions/7",
      "/transactions/7/../8", "/nothing",
    ])
  func notFound(target: String) async throws {
    let answer = try await shop().ask(.get, target)
    #expect(answer.status == 404)
    #expect(answer.code == "not_found")
  }

  @Test(
    "Malformed percent-encoding and what is not UTF-8 are 400",
    arguments: [
      "/transactions/%", "/transactions/%4", "/transactions/%zz", "/transactions/%ff", "/%",
    ])
  func malformed(target: String) async throws {
    let answer = try await shop().ask(.get, target)
    #expect(answer.status == 400)
    #expect(answer.code == "bad_request")
  }

  @Test("Another method on a known path is 405 and says which there are")
  func methods() async throws {
    let shop = try shop()
    let answer = await shop.ask(.put, "/transactions/pending")
    #expect(answer.status == 405)
    #expect(answer.code == "method_not_allowed")
    #expect(answer.headers["Allow"] == "GET, HEAD, OPTIONS, POST")
    // The literal is there, so its parameter sibling's DELETE is not meant.
    #expect(await shop.ask(.delete, "/transactions/pending").status == 405)
    #expect(await shop.ask(.put, "/nothing").status == 404)
  }

  @Test(
    "A method that no path knows is 405 as any other", arguments: ["get", "BREW", "TRACE"])
  func unknownMethod(name: String) async throws {
    let answer = try await shop().ask(HTTPMethod(rawValue: name), "/transactions/7")
    #expect(answer.status == 405)
    #expect(answer.headers["Allow"] != nil)
  }

  @Test("HEAD is answered as GET is, OPTIONS by what the path can do")
  func automatic() async throws {
    let shop = try shop()
    let head = await shop.ask(.head, "/transactions/7")
    #expect(head.status == 200)
    #expect(head.headers["Content-Type"] == "application/json")
    let options = await shop.ask(.options, "/transactions/7")
    #expect(options.status == 204)
    #expect(options.headers["Allow"] == "DELETE, GET, HEAD, OPTIONS")
    #expect(options.bytes.isEmpty)
    #expect(await shop.ask(.options, "/nothing").status == 404)
    #expect(await shop.ask(.options, "*").status == 204)
  }

  @Test("Two routes for the same requests stop the start-up and are both named")
  func conflicts() {
    #expect {
      try router(.echo("/users/{id}", "first"), .echo("/users/{user_id}", "second"))
    } throws: { error in
      let text = String(describing: error)
      return error is RouteConflict && text.contains("/users/{id} (first)")
        && text.contains("/users/{user_id} (second)")
    }
  }

  @Test("An input that asks for a parameter which the path lacks stops the start-up")
  func missingParameter() {
    struct Input: RequestInput {
      let id: Int
      init(from fields: inout RequestFields) { id = fields.path("id", .integer(1...9)) }
    }
    let route = Route.get("/users/{user}", permission: .anyone, summary: "Reads") {
      (_, _: Input) in NoContent()
    }
    #expect(throws: RouteConflict.self) { try router(route) }
  }

  @Test("A path parameter that cannot be read names nothing: 404")
  func unreadable() async throws {
    struct Input: RequestInput {
      let id: Int
      init(from fields: inout RequestFields) { id = fields.path("id", .integer(1...9)) }
    }
    let users = try router(
      .get("/users/{id}", permission: .anyone, summary: "Reads") { (_, input: Input) in
        Echo(text: "\(input.id)")
      })
    #expect(await users.ask(.get, "/users/7").text == #"{"text":"7"}"#)
    #expect(await users.ask(.get, "/users/x").status == 404)
    #expect(await users.ask(.get, "/users/10").status == 404)
  }

  @Test("A prefix goes before the path, and an alias keeps the handler")
  func prefixes() async throws {
    let route = Route.echo("/wallet", "wallet")
    let wallets = try router(
      route.prefixed("/api/ajo/"), route.prefixed("/api").at("/purse"),
      Route.echo("/", "root").prefixed("/api/users"))
    for path in ["/api/ajo/wallet", "/purse", "/api/users"] {
      #expect(await wallets.ask(.get, path).status == 200)
    }
  }
}
