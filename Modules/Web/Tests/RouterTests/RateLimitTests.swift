import HTTP
import Kernel
import KernelTesting
import Router
import Synchronization
import Testing

@Suite("Rate limits")
struct RateLimitTests {
  private static let user = [("Authorization", "Bearer ada")]

  private func limited(
    _ routes: Route..., general: RateRule? = nil, rules: [String] = [],
    limiter: RateLimiter = RateLimiter(), clock: FixedClock = FixedClock(noon)
  ) throws -> Router {
    var limits = RateLimits()
    limits.general = general
    limits.routes = rules.compactMap { RouteLimit($0) }
    limits.exemptTags = ["ops"]
    limits.limiter = limiter
    return try Router(
      routes: routes, authenticator: TwoTokens(),
      middleware: [RateLimit(limits, over: routes)], clock: clock, ids: SeededIDs())
  }

  @Test("A clock that is set back while the server runs lets nobody wait longer than the window")
  func setBack() async throws {
    let clock = FixedClock(noon.adding(seconds: 3_600))
    let router = try limited(
      .get("/", permission: .signedIn, summary: "Root") { _ in NoContent() },
      general: RateRule(name: "all", limit: 2, seconds: 10), clock: clock)
    for _ in 0..<3 { _ = await router.ask(.get, "/", Self.user) }
    clock.set(noon)
    #expect(await router.ask(.get, "/", Self.user).status == 204)
    #expect(await router.ask(.get, "/", Self.user).status == 204)
    let refused = await router.ask(.get, "/", Self.user)
    #expect(refused.status == 429)
    #expect(Int(refused.headers["Retry-After"] ?? "").map { $0 <= 10 } == true)
  }

  @Test("One caller's haste is refused with when to come back, and costs no other caller")
  func haste() async throws {
    let clock = FixedClock(noon)
    let router = try limited(
      .get("/", permission: .signedIn, summary: "Root") { _ in NoContent() },
      general: RateRule(name: "all", limit: 2, seconds: 10), clock: clock)
    let first = await router.ask(.get, "/", Self.user)
    #expect(first.status == 204)
    #expect(first.headers["RateLimit-Limit"] == "2")
    #expect(first.headers["RateLimit-Remaining"] == "1")
    #expect(first.headers["RateLimit-Reset"] == "5")
    #expect(first.headers["RateLimit-Policy"] == "\"all\";q=2;w=10")
    #expect(first.headers["RateLimit"] == "\"all\";r=1;t=5")
    #expect(await router.ask(.get, "/", Self.user).headers["RateLimit-Remaining"] == "0")
    let refused = await router.ask(.get, "/", Self.user)
    #expect(refused.status == 429)
    #expect(refused.code == "too_many_requests")
    #expect(refused.headers["Retry-After"] == "5")
    #expect(refused.headers["RateLimit"] == "\"all\";r=0;t=10")
    #expect(await router.ask(.get, "/", [("Authorization", "Bearer root")]).status == 204)
    clock.advance(seconds: 5)
    #expect(await router.ask(.get, "/", Self.user).status == 204)
    #expect(await router.ask(.get, "/", Self.user).status == 429)
  }

  @Test("Without a rule nothing is counted and nothing is said of limits")
  func none() async throws {
    let answer = await (try limited(.echo("/", "root"))).ask(.get, "/")
    #expect(answer.status == 200)
    #expect(!answer.headers.contains { $0.name.hasPrefix("RateLimit") })
  }

  @Test("The first rule that covers a route is its rule; then its own; then the general one")
  func precedence() async throws {
    let router = try limited(
      .echo("/a", "a"), .echo("/a/b", "b"), Route.echo("/own", "own").limited(to: 7, inSeconds: 60),
      Route.echo("/health", "up").tagged("ops"), .echo("/free", "free"),
      general: RateRule(name: "all", limit: 9, seconds: 60),
      rules: ["GET /a = 3/60s", "* /a/* = 4/m", "GET /a/b = 5/60s", "GET /free = off"])
    let limits = ["/a": "3", "/a/b": "4", "/own": "7", "/nowhere": "9"]
    for (path, limit) in limits {
      #expect(await router.ask(.get, path).headers["RateLimit-Limit"] == limit, "\(path)")
    }
    for path in ["/health", "/free"] {
      #expect(await router.ask(.get, path).headers["RateLimit-Limit"] == nil, "\(path)")
    }
    // A preflight is no request of the caller's.
    #expect(await router.ask(.options, "/a").headers["RateLimit-Limit"] == nil)
  }

  @Test("Routes under one rule share a bucket, and an alias is no way around it")
  func sharing() async throws {
    let router = try limited(
      .echo("/in/x", "x"), .echo("/in/y", "y"),
      Route.echo("/login", "in").limited(to: 1, inSeconds: 60),
      Route.echo("/shop/login", "in").limited(to: 1, inSeconds: 60).counted(as: "/login"),
      rules: ["* /in/* = 2/60s"])
    let statuses = [
      await router.ask(.get, "/in/x").status, await router.ask(.get, "/in/y").status,
      await router.ask(.get, "/in/x").status, await router.ask(.get, "/login").status,
      await router.ask(.get, "/shop/login").status,
    ]
    #expect(statuses == [200, 200, 429, 200, 429])
  }

  @Test("Neighbours in an IPv6 /64 are one caller; users are told apart unless addresses count")
  func callers() async throws {
    let router = try limited(
      .echo("/", "root"), .echo("/door", "door"),
      general: RateRule(name: "all", limit: 1, seconds: 60), rules: ["GET /door = 1/60s by address"]
    )
    func status(_ path: String, _ address: String, _ token: String? = nil) async -> Int {
      await router.respond(
        to: HTTPRequest(
          target: path,
          headers: HTTPHeaders(token.map { [("Authorization", "Bearer \($0)")] } ?? []),
          remoteAddress: address)
      ).status
    }
    #expect(await status("/", "2001:db8::1") == 200)
    #expect(await status("/", "2001:db8::ffff") == 429)
    #expect(await status("/", "2001:db8:0:1::1") == 200)
    #expect(await status("/", "192.0.2.1", "ada") == 200)
    #expect(await status("/", "192.0.2.2", "ada") == 429)
    #expect(await status("/", "192.0.2.2", "root") == 200)
    #expect(await status("/door", "192.0.2.1", "ada") == 200)
    #expect(await status("/door", "192.0.2.1", "root") == 429)
  }

  @Test("A route that tells a limit of its own is not talked over")
  func ownLimit() async throws {
    let router = try limited(
      .get("/", permission: .anyone, summary: "Root") { _ -> NoContent in
        throw Problem(
          .tooManyRequests, retryAfterSeconds: 60,
          headers: [
            ("RateLimit-Limit", "7"), ("RateLimit-Remaining", "0"), ("RateLimit-Reset", "60"),
          ])
      }, general: RateRule(name: "all", limit: 2, seconds: 10))
    let refused = await router.ask(.get, "/")
    #expect(refused.headers["RateLimit-Limit"] == "7")
    #expect(refused.headers["RateLimit-Remaining"] == "0")
    #expect(refused.headers["RateLimit-Reset"] == "60")
    #expect(refused.headers["Retry-After"] == "60")
    // Nothing is said of the limit at the door, which would contradict it.
    #expect(refused.headers["RateLimit-Policy"] == nil)
    #expect(refused.headers["RateLimit"] == nil)
    _ = await router.ask(.get, "/")
    let atTheDoor = await router.ask(.get, "/")
    #expect(atTheDoor.headers["RateLimit-Limit"] == "2")
    #expect(atTheDoor.headers["RateLimit"]?.hasPrefix("\"all\";r=0;t=") == true)
  }

  @Test("Buckets beyond the bound are forgotten, not gathered")
  func bound() async throws {
    let router = try limited(
      .echo("/", "root"), general: RateRule(name: "all", limit: 1, seconds: 60),
      limiter: RateLimiter(callers: 3))
    for number in 0..<50 {
      let request = HTTPRequest(target: "/", remoteAddress: "192.0.2.\(number)")
      #expect(await router.respond(to: request).status == 200)
    }
  }

  @Test(
    "Rules are read as they are written",
    arguments: [
      ("POST /api/auth/login = 10/60s", "POST /api/auth/login = 10/60s"),
      ("  *   /api/*=5/m  by   address ", "* /api/* = 5/60s by address"),
      ("GET /users/{id} = 1000000/d", "GET /users/{id} = 1000000/86400s"),
      ("GET /a = 2/1h by caller", "GET /a = 2/3600s"), ("DELETE /a = off", "DELETE /a = off"),
    ])
  func rules(_ text: String, _ shown: String) throws {
    #expect(try #require(RouteLimit(text)).description == shown)
    #expect(RouteLimit(shown) == RouteLimit(text))
  }

  @Test(
    "What is no rule is refused",
    arguments: [
      "", "POST /a", "/a = 1/s", "post /a = 1/s", "POST a = 1/s", "POST /a = 0/s", "POST /a = 1/0s",
      "POST /a = 1", "POST /a = 1/", "POST /a = /s", "POST /a = -1/s", "POST /a = 1/60",
      "POST /a = 1/60s by user", "POST /a = 1/60s address", "POST /a = 1/60s by address now",
      "POST /a = 1000001/s", "POST /a = 1/86401s", "POST /a = 1/2d", "POST /a/*/b = 1/s",
      "POST /a /b = 1/s", "POST /a = 1/s = 2/s", "POST /\"a = 1/s",
      "POST /a = 1/99999999999999999999s",
      "POST /ä = 1/s",
    ])
  func noRules(_ text: String) {
    #expect(RouteLimit(text) == nil)
  }

  @Test("A rule that covers no route is found out")
  func idle() {
    var limits = RateLimits()
    limits.routes = ["GET /a = 1/s", "POST /a = 1/s"].compactMap { RouteLimit($0) }
    #expect(limits.idle(among: [.echo("/a", "a")])?.description == "POST /a = 1/1s")
    #expect(limits.idle(among: [.echo("/a", "a")]) != limits.routes.first)
  }

  /// A store that answers or fails as a test says, and counts what it is asked.
  final class ScriptedStore: RateStore {
    struct Away: Error {}
    struct State {
      var isAway = false
      var asked: [Int] = []
      var level = RateLevel(fullAt: 0)
    }
    let state = Mutex(State())

    func take(
      _ count: Int, from key: [UInt8], _ rule: RateRule, at now: Int64
    ) async throws -> (granted: Int, level: RateLevel) {
      try state.withLock { state in
        state.asked.append(count)
        if state.isAway { throw Away() }
        let missing = max(0, state.level.fullAt - now)
        let granted = min(count, Int((rule.span + rule.slack - missing) / rule.cost))
        state.level.fullAt = now + missing + Int64(granted) * rule.cost
        return (granted, state.level)
      }
    }

    var asked: [Int] { state.withLock { $0.asked } }
  }

  @Test("A busy caller asks the store seldom, and a refused one not again until there is room")
  func leases() async {
    let store = ScriptedStore()
    let limiter = RateLimiter(store: store)
    let rule = RateRule(name: "all", limit: 100, seconds: 100)
    var allowed = 0
    for _ in 0..<300 where await limiter.take(rule, .unknown, at: noon).isAllowed { allowed += 1 }
    #expect(allowed == 100)
    // One, then twice as many each time up to a twentieth of the limit; once more to be refused.
    #expect(store.asked.prefix(4) == [1, 2, 4, 5])
    #expect(store.asked.count <= 24)
    let count = store.asked.count
    #expect(
      await limiter.take(rule, .unknown, at: noon.adding(milliseconds: 499)).isAllowed == false)
    #expect(store.asked.count == count)
    #expect(await limiter.take(rule, .unknown, at: noon.adding(milliseconds: 500)).isAllowed)
  }

  @Test("What was granted in advance and not used in time is void")
  func stale() async {
    let store = ScriptedStore()
    let limiter = RateLimiter(store: store)
    let rule = RateRule(name: "all", limit: 100, seconds: 100)
    for _ in 0..<5 { _ = await limiter.take(rule, .unknown, at: noon) }
    #expect(store.asked == [1, 2, 4])
    _ = await limiter.take(rule, .unknown, at: noon.adding(seconds: 5))
    #expect(store.asked == [1, 2, 4, 1])
  }

  @Test("While the store is away each server limits by itself, and asks it again when it is back")
  func outage() async {
    let store = ScriptedStore()
    let limiter = RateLimiter(store: store)
    let rule = RateRule(name: "all", limit: 4, seconds: 400)
    #expect(await limiter.take(rule, .unknown, at: noon).isAllowed)
    store.state.withLock { $0.isAway = true }
    var verdicts: [Bool] = []
    for _ in 0..<4 { verdicts.append(await limiter.take(rule, .unknown, at: noon).isAllowed) }
    // From the level that was known on.
    #expect(verdicts == [true, true, true, false])
    #expect(store.asked == [1, 1])
    store.state.withLock { $0.isAway = false }
    // The one that looks does not wait for what it finds.
    let later = noon.adding(seconds: 3)
    #expect(await limiter.take(rule, .unknown, at: later).isAllowed == false)
    while store.asked.last != 0 { await Task.yield() }
    var asked = store.asked
    while asked == store.asked {
      _ = await limiter.take(rule, .unknown, at: later)
      await Task.yield()
    }
    asked = store.asked
    #expect(asked == [1, 1, 0, 1])
  }
}
