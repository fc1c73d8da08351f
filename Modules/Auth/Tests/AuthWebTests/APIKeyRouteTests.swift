import AuthTesting
import ContextKit
import HTTP
import JSON
import Kernel
import KernelTesting
import Router
import StorageTesting
import Testing

@testable import AuthWeb

@Suite struct APIKeyRouteTests {
  /// Auth with what its own routes allow as scopes.
  private func server() async throws -> Server {
    let permissions: [Permission] = [
      .readOwnAccount, .ownAccount, .listUsers, .ownSessions, Permission(.enter),
      .readOwnOrAnyAccount,
    ]
    var offers = Offers()
    offers.routes = permissions.map { permission in
      .get("/\(permission.name)", permission: permission, summary: "") { _ in NoContent() }
    }
    return try Server(
      try await AuthFixture(on: .sqlite),
      all: AllOffers([ContextOffers(context: "keys", mount: "/keys", offers: offers)]))
  }

  private func key(
    _ server: Server, _ token: String, scopes: String, more: String = ""
  ) async -> Answer {
    await server.send(
      .post, "/api/auth/api-keys", #"{"name":"nightly","scopes":\#(scopes)\#(more)}"#, token: token)
  }

  @Test("One's key is read, called otherwise and taken back in the version that was seen")
  func versions() async throws {
    let server = try await server()
    let token = try await server.register("ada@example.com").text("access_token")
    let eve = try await server.register("eve@example.com").text("access_token")
    let made = await key(server, token, scopes: #"["auth.account.read"]"#)
    let place = try #require(made.headers["Location"])
    let read = await server.send(.get, place, token: token)
    #expect(read.status == 200, "\(read)")
    #expect(read.json?["secret"] == nil)
    #expect(read.json?["name"]?.string == "nightly")
    let tag = try #require(read.headers["ETag"])
    #expect(await server.send(.get, place, token: eve).status == 404)
    let renamed = await server.send(
      .patch, place, #"{"name":"daily"}"#, token: token, headers: [("If-Match", tag)])
    #expect(renamed.status == 200, "\(renamed)")
    let next = try #require(renamed.headers["ETag"])
    for (method, body) in [(HTTPMethod.patch, #"{"name":"x"}"#), (.delete, nil)] {
      let stale = await server.send(
        method, place, body, token: token, headers: [("If-Match", tag)])
      #expect(stale.status == 412, "\(method): \(stale)")
    }
    let revoked = await server.send(
      .delete, place, token: token, headers: [("If-Match", "\"x\", \(next)")])
    #expect(revoked.status == 204, "\(revoked)")
    #expect(await server.send(.get, place, token: token).status == 404)
  }

  @Test("A key does what its scopes name, and never what is for people alone")
  func scopes() async throws {
    let server = try await server()
    let ada = await server.register("ada@example.com")
    let token = try ada.text("access_token")
    let made = await key(server, token, scopes: #"["auth.account.read"]"#)
    #expect(made.status == 201, "\(made)")
    #expect(made.headers["Cache-Control"] == "no-store")
    let secret = try made.text("secret")
    #expect(secret.hasPrefix(try made.text("prefix")))
    #expect(made.headers["Location"] == "/api/auth/api-keys/\(try made.text("id"))")
    #expect(await server.send(.get, "/api/auth/me", token: secret).status == 200)
    let id = try #require(ada.json?["user"]?["id"]?.string)
    let refused: [(HTTPMethod, String, String?)] = [
      (.get, "/api/users/\(id)", nil), (.get, "/api/users", nil),
      (.patch, "/api/auth/me", #"{"name":"X"}"#), (.get, "/api/auth/sessions", nil),
      (.post, "/api/auth/logout", nil), (.get, "/api/auth/pin", nil),
      (.get, "/api/auth/api-keys", nil), (.get, "/api/auth/me/export", nil),
      (.post, "/api/auth/api-keys", #"{"name":"x","scopes":["auth.account.read"]}"#),
      (.post, "/api/auth/password/change", #"{"current_password":"x","new_password":"y"}"#),
      (.post, "/api/auth/totp/setup", #"{"password":"x"}"#),
      (.delete, "/api/users/\(id)", nil),
    ]
    for (method, path, body) in refused {
      let answer = await server.send(method, path, body, token: secret)
      #expect(answer.status == 403 && answer.code == "forbidden", "\(method) \(path): \(answer)")
    }
    let list = await server.send(.get, "/api/auth/api-keys", token: token)
    let items = list.json?["items"].map { Array($0.elements) } ?? []
    #expect(items.map { $0["name"]?.string } == ["nightly"])
    #expect(items.allSatisfy { $0["secret"] == nil && $0["hash"] == nil })
    #expect(items.first?["last_used_at"]?.string == "2026-01-01T12:00:00.000Z")
    #expect(!String(decoding: list.body, as: UTF8.self).contains(secret))
  }

  @Test("Scopes that there are not, or that the user has no role for, are refused by place")
  func badScopes() async throws {
    let server = try await server()
    let token = try await server.register("ada@example.com").text("access_token")
    let answer = await key(
      server, token,
      scopes:
        #"["auth.account.read","auth.account.own","nonsense","auth.enter","auth.users.list"]"#,
      more: #","expires_at":"2020-01-01T00:00:00Z""#)
    #expect(answer.status == 422)
    #expect(
      answer.badFields == ["scopes[1]", "scopes[2]", "scopes[3]", "scopes[4]", "expires_at"])
    let form = await server.send(
      .post, "/api/auth/api-keys", #"{"name":"a\u0007","scopes":[]}"#, token: token)
    #expect(Set(form.badFields) == ["name", "scopes"])
  }

  @Test("A key is taken back by its owner or an administrator, who may make one for others")
  func ownership() async throws {
    let server = try await server()
    let ada = await server.register("ada@example.com")
    let token = try ada.text("access_token")
    let eve = try await server.register("eve@example.com").text("access_token")
    let admin = try await server.admin()
    let id = try #require(ada.json?["user"]?["id"]?.string)
    let foreign = await key(
      server, eve, scopes: #"["auth.account.read"]"#, more: #","user_id":"\#(id)""#)
    #expect(foreign.status == 404)
    #expect(
      await server.send(.get, "/api/auth/api-keys?user_id=\(id)", token: eve).status == 404)
    let made = await key(
      server, admin, scopes: #"["auth.account.read"]"#, more: #","user_id":"\#(id)""#)
    #expect(made.json?["user_id"]?.string == id)
    let path = "/api/auth/api-keys/\(try made.text("id"))"
    let secret = try made.text("secret")
    let me = await server.send(.get, "/api/auth/me", token: secret)
    #expect(me.json?["id"]?.string == id)
    #expect(await server.send(.delete, path, token: eve).status == 404)
    #expect(await server.send(.patch, path, #"{"name":"Z"}"#, token: eve).status == 404)
    let renamed = await server.send(.patch, path, #"{"name":"Z"}"#, token: token)
    #expect(renamed.json?["name"]?.string == "Z")
    // A change of nothing is one, too, by whoever may change the key, in the version they know.
    let same = await server.send(.patch, path, "{}", token: token)
    #expect(same.status == 200)
    #expect(same.json?["name"]?.string == "Z")
    #expect(same.headers["ETag"] == renamed.headers["ETag"])
    #expect(await server.send(.patch, path, "{}", token: eve).status == 404)
    let old = [("If-Match", "\"old\"")]
    #expect(await server.send(.patch, path, "{}", token: token, headers: old).status == 412)
    let cleared = await server.send(.patch, path, #"{"name":null}"#, token: token)
    #expect(cleared.status == 422)
    #expect(cleared.badFields == ["name"])
    #expect(await server.send(.delete, path, token: admin).status == 204)
    #expect(await server.send(.delete, path, token: token).status == 404)
    server.auth.clock.advance(seconds: 1)
    let over = await server.send(.get, "/api/auth/me", token: secret)
    #expect(over.status == 401)
    #expect(over.headers["WWW-Authenticate"] == #"Bearer error="invalid_token""#)
  }

  @Test("Whoever tries keys is slowed down")
  func guesses() async throws {
    let server = try await server()
    for _ in 0..<100 {
      #expect(await server.send(.get, "/api/auth/me", token: "atk_guess").status == 401)
    }
    let answer = await server.send(.get, "/api/auth/me", token: "atk_guess")
    #expect(answer.status == 429)
    #expect(answer.headers["RateLimit-Limit"] == "100")
    #expect(answer.headers["Retry-After"] == "900")
  }
}
