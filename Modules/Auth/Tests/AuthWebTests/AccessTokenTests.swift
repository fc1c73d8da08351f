import Auth
import AuthTesting
import Crypto
import HTTP
import Kernel
import KernelTesting
import StorageTesting
import Testing

@testable import AuthWeb

@Suite struct AccessTokenTests {
  private func refused(_ token: String, by server: Server) async -> Bool {
    await server.send(.get, "/api/auth/me", token: token).status == 401
  }

  @Test("A token counts until it runs out, seen before or not")
  func expiry() async throws {
    let server = try await Server()
    let token = try await server.register("ada@example.com").text("access_token")
    server.auth.clock.advance(seconds: 904)
    #expect(await !refused(token, by: server))
    server.auth.clock.advance(seconds: 1)
    #expect(await refused(token, by: server))
    let fresh = try Server(server.auth)
    #expect(await refused(token, by: fresh))
  }

  @Test(
    "A shorter lifetime holds for tokens that are out already, so that none comes back to life",
    arguments: Engine.allCases)
  func shortened(on engine: Engine) async throws {
    var settings = AuthSettings()
    settings.accessLifetime = 86_400
    let before = try await Server(on: engine, settings: settings)
    let revoked = try await before.register("ada@example.com").text("access_token")
    #expect(await before.send(.post, "/api/auth/logout", token: revoked).status == 204)
    before.auth.clock.advance(seconds: 3_600)
    #expect(await refused(revoked, by: before))
    let late = try await before.register("bola@example.com").text("access_token")

    // As another program, which was started with the new setting.
    let after = try Server(before.auth.anotherServer(settings: AuthSettings()))
    try await after.auth.feed.poll()
    #expect(await refused(revoked, by: after))
    #expect(await !refused(late, by: after))
    after.auth.clock.advance(seconds: 904)
    #expect(await !refused(late, by: after))
    after.auth.clock.advance(seconds: 1)
    // Seen before or not.
    #expect(await refused(late, by: after))
    let fresh = try Server(after.auth.anotherServer())
    #expect(await refused(late, by: fresh))
  }

  @Test("A token from the future, of another issuer or for another audience does not count")
  func claims() async throws {
    let server = try await Server()
    let user = try await server.auth.register("ada@example.com")
    let settings = AuthSettings()
    func token(_ issuer: String, _ audience: String, ahead: Int64 = 0) async throws -> String {
      let now = server.auth.clock.now().adding(seconds: ahead)
      return try await AccessTokens(
        keyring: server.auth.keyring, issuer: issuer, audience: audience, settings: settings
      ).issue(user.claims(at: now, lifetime: 900))
    }
    #expect(await !refused(try await token("https://test.example", "atrium"), by: server))
    #expect(await refused(try await token("https://evil.example", "atrium"), by: server))
    #expect(await refused(try await token("https://test.example", "other"), by: server))
    #expect(
      await refused(try await token("https://test.example", "atrium", ahead: 61), by: server))
  }

  @Test("A token that a server a minute ahead issued counts at once, and ends no later")
  func ahead() async throws {
    let server = try await Server()
    let user = try await server.auth.register("ada@example.com")
    server.auth.clock.advance(seconds: 60)
    let token = try await AccessTokens(
      keyring: server.auth.keyring, issuer: "https://test.example", audience: "atrium",
      settings: AuthSettings()
    ).issue(user.claims(at: server.auth.clock.now(), lifetime: 900))
    server.auth.clock.advance(seconds: -60)
    #expect(await !refused(token, by: server))
    server.auth.clock.advance(seconds: 60 + 905)
    #expect(await refused(token, by: server))
  }

  @Test("A changed token does not count")
  func tampered() async throws {
    let server = try await Server()
    let token = try await server.register("ada@example.com").text("access_token")
    for index in [2, token.count / 2, token.count - 3] {
      var letters = Array(token)
      letters[index] = letters[index] == "A" ? "B" : "A"
      #expect(await refused(String(letters), by: server))
    }
    #expect(await refused("", by: server))
    #expect(await refused("a.b.c", by: server))
  }

  @Test("Another server takes a token by a key that was made since it last read, however lately")
  func otherServersKey() async throws {
    let server = try await Server()
    let other = try Server(server.auth.anotherServer())
    _ = try await other.auth.keyring.signer()
    let old = try await server.register("ada@example.com").text("access_token")
    for _ in 0..<2 {
      // No time passes on anybody's clock.
      try await server.auth.keyring.rotate()
      let token = try await server.send(.post, "/api/auth/login", login).text("access_token")
      #expect(await !refused(token, by: other))
    }
    #expect(await !refused(old, by: other))
  }

  @Test("Made-up keys' names make the store be read one at a time, and harm no valid token")
  func madeUpNames() async throws {
    let server = try await Server()
    let other = try Server(server.auth.anotherServer())
    _ = try await other.auth.keyring.signer()
    try await server.auth.keyring.rotate()
    let token = try await server.register("ada@example.com").text("access_token")
    let forger = try Ed25519.PrivateKey(seed: [UInt8](repeating: 7, count: 32))
    let (accepted, taken) = await withTaskGroup(of: (Bool, Bool).self) { group in
      for number in 0..<40 {
        group.addTask {
          if number == 20 { return (true, await !refused(token, by: other)) }
          let forged = JWT.sign(claims: Array("{}".utf8), key: forger, kid: "k\(number)")
          return (false, await !refused(forged, by: other))
        }
      }
      return await group.reduce(into: (0, 0)) { sum, one in
        if one.1 { if one.0 { sum.0 += 1 } else { sum.1 += 1 } }
      }
    }
    #expect(accepted == 1)
    #expect(taken == 0)
  }

  private let login =
    #"{"email":"ada@example.com","password":"\#(AuthFixture.password)"}"#

  @Test("Requests that come at once with a key that was not seen yet are all taken")
  func unseenKeyAtOnce() async throws {
    let server = try await Server()
    let token = try await server.register("ada@example.com").text("access_token")
    let other = try Server(server.auth.anotherServer())
    let refusals = await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<20 { group.addTask { await refused(token, by: other) } }
      return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    #expect(refusals == 0)
  }

  @Test("The cache forgets the tokens that are used least, and holds no more than it may")
  func bounded() {
    let cache = TokenCache(capacity: 8)
    let claims = AccessClaims(
      userID: UserID(rawValue: 1), sessionID: SessionID(rawValue: 1), roles: [], epoch: 0,
      issuedAt: Instant(milliseconds: 0), expiresAt: Instant(milliseconds: 0))
    cache.insert(claims, for: "kept")
    for number in 0..<100 {
      cache.insert(claims, for: "\(number)")
      #expect(cache["kept"] != nil)
    }
    #expect(cache["0"] == nil)
    #expect(cache.count <= 8)
  }

  @Test("Tokens that end alike are kept apart")
  func alike() {
    let cache = TokenCache(capacity: 100)
    let end = "0123456789abcdef0123"
    func claims(of user: Int) -> AccessClaims {
      AccessClaims(
        userID: UserID(rawValue: UInt128(user)), sessionID: SessionID(rawValue: 1), roles: [],
        epoch: 0, issuedAt: Instant(milliseconds: 0), expiresAt: Instant(milliseconds: 0))
    }
    for user in 0..<10 { cache.insert(claims(of: user), for: "\(user)" + end) }
    for user in 0..<10 {
      #expect(cache["\(user)" + end]?.userID == UserID(rawValue: UInt128(user)))
    }
    #expect(cache[end] == nil)
    #expect(cache["10" + end] == nil)
  }
}
