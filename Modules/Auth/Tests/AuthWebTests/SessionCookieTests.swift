import Auth
import AuthTesting
import Configuration
import HTTP
import JSON
import Kernel
import Testing

@testable import AuthWeb

/// The cookie that opens WebSockets: who gets it, and that it opens nothing else.
@Suite struct SessionCookieTests {
  private static let wish = [("X-Session-Cookie", "set")]

  @Test("Whoever asks for it gets the access token as a cookie, and the same JSON as all others")
  func asked() async throws {
    let server = try await Server()
    let account =
      #""email":"ada@example.com","password":"\#(AuthFixture.password)""#
    let registered = await server.send(
      .post, "/api/auth/register", #"{\#(account),"name":"Ada"}"#, headers: Self.wish)
    let signedIn = await server.send(
      .post, "/api/ajo/auth/login", "{\(account)}", headers: Self.wish)
    let refreshed = await server.send(
      .post, "/api/auth/refresh",
      #"{"refresh_token":"\#(try signedIn.text("refresh_token"))"}"#, headers: Self.wish)
    for answer in [registered, signedIn, refreshed] {
      let token = try answer.text("access_token")
      #expect(
        answer.headers.values("Set-Cookie") == [
          "__Host-atrium_session=\(token); Max-Age=900; Path=/; HttpOnly; SameSite=Strict; Secure"
        ])
      #expect(answer.headers["Cache-Control"] == "no-store")
      let members = answer.json?.members.map(\.key)
      #expect(members == ["user", "access_token", "refresh_token", "token_type", "expires_in"])
    }
    let plain = await server.send(.post, "/api/auth/login", "{\(account)}")
    #expect(plain.status == 200)
    #expect(!plain.headers.contains("Set-Cookie"))
  }

  @Test(
    "A wish that is none is told of, beside whatever else is wrong",
    arguments: ["", "1", "SET", "set, set"])
  func badWish(_ value: String) async throws {
    let server = try await Server()
    let answer = await server.send(
      .post, "/api/auth/login", #"{"email":"ada@example.com"}"#,
      headers: [("X-Session-Cookie", value)])
    #expect(answer.status == 422)
    #expect(Set(answer.badFields) == ["password", "X-Session-Cookie"])
  }

  @Test("A code and a provider sign in with the cookie, too; what was refused sets none")
  func otherWays() async throws {
    let server = try await Server()
    let proof = server.auth.providers.vouch(
      for: ProvenIdentity(
        provider: .google, subject: "g-1", email: AuthFixture.email("ada@example.com"),
        isEmailVerified: true))
    guard case .idToken(let token, _, _) = proof else { return }
    let social = await server.send(
      .post, "/api/auth/social/google", #"{"id_token":"\#(token)"}"#, headers: Self.wish)
    #expect(social.status == 201)
    #expect(social.headers["Set-Cookie"]?.contains(try social.text("access_token")) == true)
    let wrong = await server.send(
      .post, "/api/auth/login", #"{"email":"ada@example.com","password":"not the one"}"#,
      headers: Self.wish)
    #expect(wrong.status == 401)
    #expect(!wrong.headers.contains("Set-Cookie"))
  }

  @Test("No ordinary route looks at it, whatever it says")
  func ordinaryRoutes() async throws {
    let server = try await Server()
    let answer = await server.register("ada@example.com")
    let cookie = [("Cookie", "__Host-atrium_session=\(try answer.text("access_token"))")]
    for (method, path) in [
      (HTTPMethod.get, "/api/auth/me"), (.post, "/api/auth/logout"),
      (.delete, "/api/auth/sessions"),
      (.delete, "/api/auth/me"), (.get, "/api/users"),
    ] {
      let refused = await server.send(method, path, headers: cookie)
      #expect(refused.status == 401, "\(path)")
      #expect(!refused.headers.contains("Set-Cookie"), "\(path)")
    }
    #expect(
      await server.send(.get, "/api/auth/me", token: try answer.text("access_token")).status == 200)
  }

  @Test("Who ends the session has the browser forget it, if the browser brought it")
  func ended() async throws {
    let server = try await Server()
    let brought = [("Cookie", "theme=dark; __Host-atrium_session=whatever")]
    let cleared = "__Host-atrium_session=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict; Secure"
    func end(
      _ method: HTTPMethod, _ path: String, _ fields: [(String, String)] = []
    ) async throws -> Answer {
      let email = "a\(UInt32.random(in: 0 ... .max))@example.com"
      let token = try await server.register(email).text("access_token")
      let list = await server.send(.get, "/api/auth/sessions", token: token)
      let id = list.json?["items"]?.elements.compactMap { $0["id"]?.string }.first ?? ""
      return await server.send(
        method, path.replacing("{id}", with: id),
        method == .delete ? #"{"password":"\#(AuthFixture.password)"}"# : nil, token: token,
        headers: fields)
    }
    for (method, path) in [
      (HTTPMethod.post, "/api/auth/logout"), (.delete, "/api/auth/sessions/{id}"),
      (.delete, "/api/auth/me"),
    ] {
      let answer = try await end(method, path, brought)
      #expect(answer.status == 204, "\(path) \(answer)")
      #expect(answer.headers.values("Set-Cookie") == [cleared], "\(path)")
      #expect(try await !end(method, path).headers.contains("Set-Cookie"), "\(path)")
    }
    #expect(
      try await !end(.delete, "/api/auth/sessions", brought).headers.contains("Set-Cookie"),
      "this session goes on")
  }

  @Test("Without TLS it goes by another name, and only where no other people's data is")
  func insecure() throws {
    func cookie(_ variables: [String: String]) throws -> SessionCookie {
      try SessionCookie(
        Configuration.load(
          environment: variables, dotEnv: nil, declarations: AuthConfiguration.all))
    }
    #expect(try cookie([:]) == SessionCookie())
    let insecure = ["ATRIUM_AUTH_COOKIE_SECURE": "false"]
    #expect(throws: InsecureCookie.self) { try cookie(insecure) }
    let local = try cookie(insecure.merging(["ATRIUM_MODE": "development"]) { $1 })
    #expect(
      local.setting("t", seconds: 5)
        == "atrium_session=t; Max-Age=5; Path=/; HttpOnly; SameSite=Strict")
  }
}
