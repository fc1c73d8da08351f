import HTTP
import JSON
import Kernel
import KernelTesting
import OpenAPI
import Router
import Testing

@Suite("The OpenAPI document")
struct DocumentTests {
  struct Transfer: RequestInput {
    struct Line: RequestInput {
      let text: String
      init(from fields: inout RequestFields) { text = fields.body("text", .text(length: 2...9)) }
    }

    let to: UserID
    let amount: Money
    let lines: [Line]?
    let kind: String
    let note: Patch<String>
    init(from fields: inout RequestFields) {
      to = fields.body("to_user_id", .id())
      amount = fields.body("amount", .money(.naira), form: "sum")
      lines = fields.optionalBody("lines", .array(of: .object(Line.self), count: 1...3))
      kind = fields.body("kind", .oneOf(["fast", "slow"]), default: "slow")
      note = fields.patchBody("note", .string(length: 1...9))
    }
  }

  struct Wallet: ResponseBody {
    let owner: Owner?
    var number: Int64 { 1 }
    static let shape = Shape<Wallet>(
      "Wallet", .money("balance") { _ in .naira(1) }, .optionalObject("owner") { $0.owner })
  }

  struct Owner: ResponseBody {
    static let shape = Shape<Owner>("Owner", .optionalString("name") { _ in nil })
  }

  struct Things: RequestInput {
    let page: PageRequest<Wallet, Int64>
    let match: IfMatch?
    init(from fields: inout RequestFields) {
      page = fields.page("things", by: \.number)
      match = fields.ifMatch()
    }
  }

  struct One: RequestInput {
    let id: UserID
    init(from fields: inout RequestFields) { id = fields.path("thing_id", .id()) }
  }

  static let routes: [Route] = [
    .post(
      "/transfers", permission: .signedIn, summary: "Moves money", status: 201, idempotent: true,
      acceptsForm: true, problems: [.conflict]
    ) { (_, input: Transfer) in Reply.created(Wallet(owner: nil), location: "/") }.tagged("ajo"),
    .get("/things", permission: .anyone, summary: "Lists") { (_, input: Things) in
      Page<Wallet>(items: [])
    },
    .get("/things/{id}", permission: .anyone, summary: "Reads") { _ in Wallet(owner: nil) },
    .delete(
      "/things/{thing_id}", permission: Permission("t.admin", .anyRole([.admin])), summary: "X"
    ) { (_, input: One) in NoContent() },
  ]

  private func document() throws -> JSONValue {
    let bytes = OpenAPIDocument(routes: Self.routes, title: "Test", version: "1").json()
    return try JSONDocument(parsing: bytes).root
  }

  private func at(_ path: String...) throws -> JSONValue {
    try path.reduce(document()) { value, key in try #require(value[key], "\(key)") }
  }

  @Test("It lists every operation with its permission and its tag")
  func operations() throws {
    #expect(try at("paths").members.map(\.key) == ["/transfers", "/things", "/things/{id}"])
    let transfer = try at("paths", "/transfers", "post")
    #expect(transfer["x-permission"]?.string == "signed_in")
    #expect(transfer["security"]?.count == 1)
    #expect(transfer["tags"]?.elements.map(\.string) == ["ajo"])
    #expect(try at("paths", "/things", "get", "security").count == 0)
  }

  @Test("Paths that differ in a parameter's name alone are one path with one name")
  func sharedPaths() throws {
    let parameters = try at("paths", "/things/{id}", "delete", "parameters")
    #expect(parameters.elements.map { $0["name"]?.string } == ["id"])
  }

  @Test("It lists the refusals that follow from what a route declares")
  func refusals() throws {
    let transfer = try at("paths", "/transfers", "post", "responses").members.map(\.key)
    #expect(
      transfer == ["201", "400", "401", "403", "408", "409", "413", "415", "422", "429", "503"])
    let read = try at("paths", "/things/{id}", "get", "responses").members.map(\.key)
    #expect(read == ["200", "400", "404", "408", "413", "422", "429", "503"])
    let delete = try at("paths", "/things/{id}", "delete", "responses").members.map(\.key)
    #expect(
      delete == ["204", "400", "401", "403", "404", "408", "413", "422", "429", "503"])
  }

  @Test("A body is described in JSON and, where it may be one, as a form under the form's names")
  func bodies() throws {
    let content = try at("paths", "/transfers", "post", "requestBody", "content")
    #expect(
      content["application/json"]?["schema"]?["$ref"]?.string == "#/components/schemas/Transfer")
    let form = content["application/x-www-form-urlencoded"]?["schema"]
    #expect(form?["required"]?.elements.map(\.string) == ["to_user_id", "sum"])
    let schema = try at("components", "schemas", "Transfer")
    #expect(schema["required"]?.elements.map(\.string) == ["to_user_id", "amount"])
    #expect(schema["properties"]?["kind"]?["default"]?.string == "slow")
    #expect(schema["properties"]?["note"]?["type"]?.elements.map(\.string) == ["string", "null"])
  }

  @Test("Nested and nullable objects are components, referred to by name")
  func components() throws {
    let wallet = try at("components", "schemas", "Wallet", "properties", "owner", "anyOf")
    #expect(
      wallet.elements.compactMap { $0["$ref"]?.string } == ["#/components/schemas/Owner"])
    #expect(try at("components", "schemas", "WalletPage", "required").count == 2)
    #expect(try at("components", "schemas", "Problem", "required").count == 6)
  }

  @Test("Header fields that a route reads are parameters")
  func headers() throws {
    let transfer = try at("paths", "/transfers", "post", "parameters")
    #expect(transfer.elements.map { $0["name"]?.string } == ["Idempotency-Key"])
    let things = try at("paths", "/things", "get", "parameters")
    #expect(things.elements.map { $0["name"]?.string } == ["limit", "cursor", "If-Match"])
  }

  @Test("Fields of which exactly one is wanted are described as such")
  func alternatives() throws {
    struct Either: RequestInput {
      init(from fields: inout RequestFields) {
        _ = fields.optionalBody("a", .bool)
        _ = fields.optionalBody("b", .bool)
        fields.exactlyOne(of: "a", "b")
      }
    }
    let route = Route.post("/a", permission: .anyone, summary: "A") { (_, _: Either) in NoContent()
    }
    let bytes = OpenAPIDocument(routes: [route], title: "T", version: "1").json()
    let either = try JSONDocument(parsing: bytes).root["components"]?["schemas"]?["Either"]
    let group = either?["allOf"]?.elements.first { _ in true }?["oneOf"]
    #expect(group?.elements.map(\.description) == [#"{"required":["a"]}"#, #"{"required":["b"]}"#])
  }

  @Test("Two schemas of one name are two components")
  func sameNames() throws {
    struct Item: ResponseBody {
      static let shape = Shape<Item>("Item", .string("a") { _ in "" })
    }
    struct Other: ResponseBody {
      static let shape = Shape<Other>("Item", .string("b") { _ in "" })
    }
    let routes: [Route] = [
      .get("/a", permission: .anyone, summary: "A") { _ in Item() },
      .get("/b", permission: .anyone, summary: "B") { _ in Other() },
    ]
    let bytes = OpenAPIDocument(routes: routes, title: "T", version: "1").json()
    let schemas = try JSONDocument(parsing: bytes).root["components"]?["schemas"]
    #expect(schemas?["Item"] != nil)
    #expect(schemas?["Item2"] != nil)
  }

  @Test("The document and the page are served, and the page runs nothing but its own script")
  func served() async throws {
    let router = try Router(
      routes: Self.routes
        + DocumentationRoutes.make(describing: Self.routes, title: "A<b>", version: "1"),
      authenticator: nil, clock: FixedClock(Instant(milliseconds: 0)), ids: SeededIDs())
    let document = await router.respond(to: HTTPRequest(target: "/api/openapi.json"))
    #expect(document.status == 200)
    #expect(document.headers["Content-Type"] == "application/json")
    let tag = try #require(document.headers["ETag"])
    for (known, status) in [(tag, 304), ("W/\(tag)", 304), ("*", 304), ("\"other\"", 200)] {
      let again = await router.respond(
        to: HTTPRequest(target: "/api/openapi.json", headers: ["If-None-Match": known]))
      #expect(again.status == status)
      #expect(again.headers["ETag"] == tag)
      #expect(again.headers["Cache-Control"] == "no-cache")
    }
    let page = await router.respond(to: HTTPRequest(target: "/docs"))
    #expect(page.headers["Content-Type"] == "text/html; charset=utf-8")
    let policy = try #require(page.headers["Content-Security-Policy"])
    #expect(policy.contains("default-src 'none'"))
    #expect(!policy.contains("unsafe"))
    guard case .bytes(let bytes) = page.body else { Issue.record("no body"); return }
    let html = String(decoding: bytes, as: UTF8.self)
    #expect(html.contains("<h1>A&lt;b&gt;</h1>"))
    #expect(!html.contains("http://") && !html.contains("https://"))
  }
}
