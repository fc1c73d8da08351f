import Auth
import AuthTesting
import Crypto
import HTTP
import JSON
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
        keyring: server.auth.keyring, issuer: issuer, audience: audience, settings: settings,
        random: SystemRandomSource()
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
      settings: AuthSettings(), random: SystemRandomSource()
    ).issue(user.claims(at: server.auth.clock.now(), lifetime: 900))
    server.auth.clock.advance(seconds: -60)
    #expect(await !refused(token, by: server))
    server.auth.clock.advance(seconds: 60 + 905)
    #expect(await refused(token, by: server))
  }

  @Test("A token of which any octet was changed does not count, remembered or not")
  func tampered() async throws {
    let server = try await Server()
    let token = try await server.register("ada@example.com").text("access_token")
    let authenticator = TokenAuthenticator(
      tokens: server.tokens, revocations: server.auth.revocations)
    let now = server.auth.clock.now()
    func isKnown(_ octets: [UInt8]) async -> Bool {
      let text = String(decoding: octets, as: UTF8.self)
      if authenticator.knownPrincipal(bearer: text, at: now) != nil { return true }
      return (try? await authenticator.principal(bearer: text, at: now)) != nil
    }
    let octets = Array(token.utf8)
    for isRemembered in [false, true] {
      if isRemembered { #expect(await isKnown(octets)) }
      for index in octets.indices {
        // Every letter of the last group, whose lowest bits stand for nothing; one of the others.
        let letters =
          index >= octets.count - 2 ? Array("ABCDEFGHIJKLMNOPabcdwxyz0189-_") : ["A", "B"]
        for letter in letters.compactMap(\.asciiValue) where letter != octets[index] {
          var changed = octets
          changed[index] = letter
          #expect(await !isKnown(changed))
        }
      }
      for other in [octets + [0x3D], octets + [0x41], Array(octets.dropLast()), [0x20] + octets] {
        #expect(await !isKnown(other))
      }
    }
    #expect(await refused("", by: server))
    #expect(await refused("a.b.c", by: server))
  }

  @Test("Two tokens of one session within a second differ, by an id of 128 random bits")
  func ids() async throws {
    let server = try await Server()
    let user = try await server.auth.register("ada@example.com")
    let claims = user.claims(at: server.auth.clock.now(), lifetime: 900)
    let tokens = AccessTokens(
      keyring: server.auth.keyring, issuer: "https://test.example", audience: "atrium",
      settings: AuthSettings(), random: SystemRandomSource())
    var ids: Set<String> = []
    for _ in 0..<20 {
      let token = try await tokens.issue(claims)
      let octets = try JWT.verify(token, keys: server.auth.keyring.publicKey)
      let id = try #require(try JSONDocument(parsing: octets, maxDepth: 4).root["jti"]?.string)
      #expect(Base64URL.decode(id)?.count == 16)
      ids.insert(id)
      #expect(await !refused(token, by: server))
    }
    #expect(ids.count == 20)
  }

  @Test("A token without an id, as a release before made it, counts")
  func withoutID() async throws {
    let server = try await Server()
    let user = try await server.auth.register("ada@example.com")
    let claims = user.claims(at: server.auth.clock.now(), lifetime: 900)
    let signer = try await server.auth.keyring.signer()
    let text = """
      {"iss":"https://test.example","aud":"atrium","sub":"\(claims.userID)",\
      "sid":"\(claims.sessionID)","roles":["user"],"epoch":\(claims.epoch),\
      "iat":\(claims.issuedAt.seconds),"exp":\(claims.expiresAt.seconds)}
      """
    let token = JWT.sign(claims: Array(text.utf8), key: signer.privateKey, kid: signer.kid)
    #expect(await !refused(token, by: server))
  }

  @Test("A token is known at once, seen before or not, also by a key that was replaced")
  func knownAtOnce() async throws {
    let server = try await Server()
    let token = try await server.register("ada@example.com").text("access_token")
    try await server.auth.keyring.rotate()
    let now = server.auth.clock.now()
    for capacity in [0, 8] {
      let authenticator = TokenAuthenticator(
        tokens: server.tokens, revocations: server.auth.revocations, capacity: capacity)
      for _ in 0..<2 { #expect(authenticator.knownPrincipal(bearer: token, at: now) != nil) }
      let late = now.adding(seconds: 905)
      #expect(authenticator.knownPrincipal(bearer: token, at: late) == nil)
      #expect(authenticator.remembered.count == (capacity > 0 ? 1 : 0))
      #expect(authenticator.remembered.hits == (capacity > 0 ? 2 : 0))
    }
    let authenticator = TokenAuthenticator(
      tokens: server.tokens, revocations: server.auth.revocations)
    let principal = try #require(authenticator.knownPrincipal(bearer: token, at: now))
    server.auth.revocations.post(.sessionEnded(principal.sessionID), at: now)
    #expect(authenticator.knownPrincipal(bearer: token, at: now) == nil)
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

  private func claims(of user: Int, until end: Int64 = 1_000) -> AccessClaims {
    AccessClaims(
      userID: UserID(rawValue: UInt128(user)), sessionID: SessionID(rawValue: 1), roles: [.user],
      epoch: 0, issuedAt: Instant(seconds: 0), expiresAt: Instant(seconds: end))
  }

  @Test("The cache forgets the tokens that are used least, and holds no more than it may")
  func bounded() {
    let cache = TokenCache(capacity: 8)
    let start = Instant(seconds: 0)
    cache.insert(claims(of: 0), for: .init("kept"), at: start)
    for number in 0..<100 {
      cache.insert(claims(of: 1), for: .init("\(number)"), at: start)
      #expect(cache[.init("kept")] == claims(of: 0))
    }
    #expect(cache[.init("0")] == nil)
    #expect(cache.figures.count == 8)
    #expect(cache.figures.evictions == 93)
  }

  @Test("Tokens that have expired make room for others")
  func expired() {
    let cache = TokenCache(capacity: 100, grace: 5)
    for number in 0..<100 {
      cache.insert(claims(of: number), for: .init("old \(number)"), at: Instant(seconds: 0))
    }
    for number in 0..<50 {
      let now = Instant(seconds: 1_004)
      cache.insert(claims(of: number, until: 2_000), for: .init("late \(number)"), at: now)
    }
    #expect(cache.figures.evictions == 50)
    for number in 0..<50 {
      let now = Instant(seconds: 1_005)
      cache.insert(claims(of: number, until: 2_000), for: .init("new \(number)"), at: now)
    }
    #expect(cache.figures.evictions == 50)
    #expect(cache.figures.count == 100)
  }

  @Test("Tokens that are alike are kept apart")
  func alike() {
    let cache = TokenCache(capacity: 100)
    let part = "0123456789abcdef0123"
    for user in 0..<10 {
      cache.insert(
        claims(of: user), for: .init("\(part)\(user)\(part)"), at: Instant(seconds: 0))
    }
    for user in 0..<10 { #expect(cache[.init("\(part)\(user)\(part)")] == claims(of: user)) }
    #expect(cache[.init(part)] == nil)
  }
}
