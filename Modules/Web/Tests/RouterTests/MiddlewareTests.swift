import HTTP
import JSON
import Kernel
import KernelTesting
import Router
import Synchronization
import Testing

@Suite("Middleware")
struct MiddlewareTests {
  /// Notes its name on the way in and out.
  struct Noting: RequestFilter, ResponseFilter {
    let name: String
    let notes: Notes
    var admission = Admission.pass

    func admit(_ context: RequestContext) -> Admission {
      notes.add(name + " in")
      return admission
    }

    func finish(_ response: inout HTTPResponse, of context: RequestContext) {
      notes.add(name + " out \(response.status)")
    }
  }

  final class Notes: Sendable {
    private let lines = Mutex<[String]>([])
    func add(_ line: String) { lines.withLock { $0.append(line) } }
    var all: [String] { lines.withLock { $0 } }
  }

  @Test("The first is the outermost")
  func order() async throws {
    let notes = Notes()
    let router = try router(
      .echo("/", "root"),
      middleware: [Noting(name: "a", notes: notes), Noting(name: "b", notes: notes)])
    _ = await router.ask(.get, "/")
    #expect(notes.all == ["a in", "b in", "b out 200", "a out 200"])
  }

  @Test("A gate's answer stands in for the route's, and every layer sees it")
  func refusal() async throws {
    let refusing: [Admission] = [
      .answer(HTTPResponse(status: 418)), .wait { HTTPResponse(status: 418) },
    ]
    for admission in refusing {
      let notes = Notes()
      let router = try router(
        .echo("/", "root"),
        middleware: [
          Noting(name: "a", notes: notes), Noting(name: "b", notes: notes, admission: admission),
          Noting(name: "c", notes: notes),
        ])
      #expect(await router.ask(.get, "/").status == 418)
      #expect(notes.all == ["a in", "b in", "c out 418", "b out 418", "a out 418"])
    }
  }

  @Test("A gate that waits may let the request go on")
  func waiting() async throws {
    let gate = Noting(name: "a", notes: Notes(), admission: .wait { nil })
    #expect(try await router(.echo("/", "root"), middleware: [gate]).ask(.get, "/").status == 200)
  }

  @Test("Security header fields are on every answer, and a route's own stand")
  func security() async throws {
    let page = Route.raw(.get, "/page", permission: .anyone, summary: "Page") { _ in
      HTTPResponse(status: 200, headers: ["Content-Security-Policy": "default-src 'self'"])
    }
    let router = try router(page, middleware: [SecurityHeaders(isBehindTLS: true)])
    let missing = await router.ask(.get, "/nothing")
    #expect(missing.headers["X-Content-Type-Options"] == "nosniff")
    #expect(missing.headers["Strict-Transport-Security"] != nil)
    #expect(missing.headers["Content-Security-Policy"]?.hasPrefix("default-src 'none'") == true)
    let answer = await router.ask(.get, "/page")
    #expect(answer.headers.values("Content-Security-Policy") == ["default-src 'self'"])
  }

  @Test("Only who came by TLS is told to do so for good, unless all did")
  func strictTransport() async throws {
    let router = try router(.echo("/", "root"), middleware: [SecurityHeaders()])
    let plain = await router.respond(to: HTTPRequest(target: "/"))
    #expect(plain.headers["Strict-Transport-Security"] == nil)
    let secure = await router.respond(to: HTTPRequest(target: "/", isSecure: true))
    #expect(secure.headers["Strict-Transport-Security"] != nil)
  }

  @Test("No origin is allowed unless it is listed")
  func cors() async throws {
    let app = "https://app.example.com"
    let closed = try router(.echo("/", "root"), middleware: [CORS()])
    let none = await closed.ask(.get, "/", [("Origin", app)])
    #expect(none.headers["Access-Control-Allow-Origin"] == nil)
    let open = try router(.echo("/", "root"), middleware: [CORS(origins: [app])])
    let allowed = await open.ask(.get, "/", [("Origin", app)])
    #expect(allowed.headers["Access-Control-Allow-Origin"] == app)
    #expect(allowed.headers["Vary"] == "Origin")
    #expect(allowed.headers["Access-Control-Allow-Credentials"] == "true")
    let all = try router(.echo("/", "root"), middleware: [CORS(origins: ["*"])])
    let any = await all.ask(.get, "/", [("Origin", app)])
    #expect(any.headers["Access-Control-Allow-Origin"] == app)
    #expect(any.headers["Access-Control-Allow-Credentials"] == nil)
    for origin in ["https://app.example.com.evil.test", "null", "http://app.example.com"] {
      let other = await open.ask(.get, "/", [("Origin", origin)])
      #expect(other.headers["Access-Control-Allow-Origin"] == nil)
      #expect(other.headers["Vary"] == "Origin")
    }
  }

  @Test("A preflight is told the path's methods, without a token")
  func preflight() async throws {
    let app = "https://app.example.com"
    let router = try router(
      .post("/mine", permission: .signedIn, summary: "Mine") { _ in NoContent() },
      middleware: [CORS(origins: [app])])
    let answer = await router.ask(
      .options, "/mine",
      [
        ("Origin", app), ("Access-Control-Request-Method", "POST"),
        ("Access-Control-Request-Headers", "authorization, idempotency-key"),
      ])
    #expect(answer.status == 204)
    #expect(answer.headers["Access-Control-Allow-Methods"] == "OPTIONS, POST")
    #expect(answer.headers["Access-Control-Allow-Headers"] == "authorization, idempotency-key")
  }

  @Test("Every answer is logged once, by its pattern and without its query")
  func logs() async throws {
    let notes = Notes()
    let log = AccessLog { notes.add("\($0.method) \($0.path) \($0.route ?? "-") \($0.status)") }
    let meter = RequestMetrics {
      notes.add("\($0.method) \($0.route.map(String.init) ?? "-") \($0.status)")
    }
    let router = try router(.echo("/things/{id}", "one"), middleware: [log, meter])
    _ = await router.ask(.get, "/things/7?token=secret")
    _ = await router.ask(HTTPMethod(rawValue: "BREW"), "/pot")
    #expect(
      notes.all == [
        "GET 0 422", "GET /things/7 /things/{id} 422", "BREW - 404", "BREW /pot - 404",
      ])
  }

  @Test("A path in the log holds no token and no address")
  func discreetLog() async throws {
    let notes = Notes()
    let router = try router(
      .echo("/things/{id}", "one"), middleware: [AccessLog { notes.add($0.path) }])
    let token = String(repeating: "k", count: 37)
    for path in [
      "/things/01a1fe94-0a6f-715d-b295-3c8a54fac2ce", "/things/\(token)", "/nobody/\(token)/here",
      "/things/ada@example.com", "/ada%40example.com", "//x/",
    ] {
      _ = await router.ask(.get, path)
    }
    #expect(
      notes.all == [
        "/things/01a1fe94-0a6f-715d-b295-3c8a54fac2ce", "/things/…", "/nobody/…/here", "/things/…",
        "/…", "//x/",
      ])
  }

  @Test("What is left out of the log is not logged")
  func leftOut() async throws {
    let notes = Notes()
    let log = AccessLog(leavingOut: { $0.routePattern == "/quiet" }) { notes.add($0.path) }
    let router = try router(.echo("/quiet", "quiet"), .echo("/", "root"), middleware: [log])
    _ = await router.ask(.get, "/quiet")
    _ = await router.ask(.get, "/")
    #expect(notes.all == ["/"])
  }
}
