import HTTP
import JSON
import Kernel
import Router
import Testing

@Suite("The shape of a route")
struct RouteShapeTests {
  struct Named: RequestInput {
    let name: String
    init(from fields: inout RequestFields) { name = fields.path("name", .string(length: 1...9)) }
  }

  @Test("A handler of a closed route is given its caller")
  func callers() async throws {
    let things = try router(
      .get("/me", permission: .signedIn, summary: "Show") { caller in
        Echo(text: "\(caller.userID) \(caller.has(.admin)) \(caller.address) \(caller.requestID)")
      },
      .put("/names/{name}", permission: .signedIn, summary: "Take") { (caller, input: Named) in
        Echo(text: "\(input.name) \(caller.sessionID.rawValue) \(caller.now)")
      },
      .raw(.get, "/raw", permission: .signedIn, summary: "Read", mediaTypes: ["text/plain"]) {
        caller in
        HTTPResponse(status: 200, body: .bytes(Array((caller.userAgent ?? "none").utf8)))
      },
      .post("/moves", permission: .signedIn, summary: "Move", answer: { Echo(text: $0) }) {
        (caller, _: NoInput, once) in
        _ = once.consume()
        return caller.idempotency?.key ?? "none"
      })
    let token = ("Authorization", "Bearer ada")
    let me = await things.ask(.get, "/me", [token, ("X-Request-Id", "r1")])
    #expect(me.json?["text"]?.string == "\(ada) false 192.0.2.1 r1")
    let name = await things.ask(.put, "/names/x", [token])
    #expect(name.json?["text"]?.string == "x 2 \(noon)")
    let raw = await things.ask(.get, "/raw", [token, ("User-Agent", "curl")])
    #expect(raw.text == "curl")
    let moved = await things.ask(.post, "/moves", [token, ("Idempotency-Key", "k7")])
    #expect(moved.json?["text"]?.string == "k7")
    #expect(await things.ask(.get, "/me").status == 401)
  }

  @Test(
    "What was made is where its route is mounted, however often the route was put below a base",
    arguments: [
      ([], "/wallet/transfers/7"), ([""], "/wallet/transfers/7"), (["/"], "/wallet/transfers/7"),
      (["/api/ajo"], "/api/ajo/wallet/transfers/7"),
      (["/auth/", "/api/ajo"], "/api/ajo/auth/wallet/transfers/7"),
    ])
  func places(bases: [String], location: String) async throws {
    var route = Route.post(
      "/wallet/transfers", permission: .anyone, summary: "Send money", status: 201
    ) { _ in Reply.created(Echo(text: "made"), at: "/wallet/transfers/7") }
    for base in bases { route = route.prefixed(base) }
    let answer = try await router(route.tagged("ajo")).ask(.post, route.path)
    #expect(answer.status == 201)
    #expect(answer.headers["Location"] == location)
    #expect(route.path == String(location.dropLast(2)))
  }

  @Test("A table of routes tells who may call which")
  func listing() {
    let routes: [Route] = [
      .get(
        "/wallet", permission: Permission("ajo.wallet.read", .signedIn, keys: true), summary: "Show"
      ) { _ in
        NoContent()
      },
      .echo("/docs", "Docs"),
      .delete(
        "/users/{id}",
        permission: Permission("users.any", .anyRole([.admin, .support]), keys: false),
        summary: "Remove"
      ) { _ in NoContent() },
    ]
    #expect(
      routes.map { $0.prefixed("/api") }.listing == """
        GET     /api/wallet      ajo.wallet.read  signed in, or a key
        GET     /api/docs        anyone           anyone
        DELETE  /api/users/{id}  users.any        admin, support
        """)
  }
}
