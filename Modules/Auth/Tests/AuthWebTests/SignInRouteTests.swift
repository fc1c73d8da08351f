import AuthTesting
import Crypto
import HTTP
import JSON
import Kernel
import KernelTesting
import Testing

@testable import AuthWeb

@Suite struct SignInRouteTests {
  @Test("Signing up answers 201 with the user, both tokens and where the user is")
  func register() async throws {
    let server = try await Server()
    let answer = await server.register("Ada@Example.com")
    #expect(answer.status == 201)
    #expect(answer.headers["Cache-Control"] == "no-store")
    #expect(answer.json?["token_type"]?.string == "Bearer")
    #expect(answer.json?["expires_in"]?.int64 == 900)
    let user = try #require(answer.json?["user"])
    #expect(user["email"]?.string == "ada@example.com")
    #expect(user["role"]?.string == "user")
    #expect(user["is_verified"]?.bool == false)
    #expect(user["phone_number"]?.isNull == true)
    #expect(answer.headers["Location"] == "/api/users/\(user["id"]?.string ?? "")")
    let me = await server.send(
      .get, "/api/auth/me", token: try answer.text("access_token"))
    #expect(me.status == 200)
    #expect(me.json?["id"]?.string == user["id"]?.string)
  }

  @Test("Every bad field is told at once")
  func badFields() async throws {
    let server = try await Server()
    let answer = await server.send(
      .post, "/api/auth/signup",
      #"{"email":"ada","password":"short","phone_number":7,"date_of_birth":"1850-01-01"}"#)
    #expect(answer.status == 422)
    #expect(
      Set(answer.badFields) == ["email", "password", "name", "phone_number", "date_of_birth"])
  }

  @Test(
    "A name, or both its parts, must be given",
    arguments: [
      (#""#, "name"), (#","first_name":"Ada""#, "last_name"), (#","last_name":"L""#, "first_name"),
    ])
  func names(_ members: String, _ missing: String) async throws {
    let server = try await Server()
    let answer = await server.send(
      .post, "/api/auth/register",
      #"{"email":"a@example.com","password":"a long enough one"\#(members)}"#)
    #expect(answer.status == 422)
    #expect(answer.badFields == [missing])
  }

  @Test(
    "A missing name is told of beside whatever else is wrong",
    arguments: [
      (#""#, ["email", "password", "name"]),
      (#","first_name":"Ada""#, ["email", "password", "last_name"]),
      (#","first_name":"""#, ["email", "password", "first_name", "last_name"]),
      (#","name":7"#, ["email", "password", "name"]),
    ])
  func nameBesideOthers(_ members: String, _ wrong: [String]) async throws {
    let server = try await Server()
    let answer = await server.send(
      .post, "/api/auth/register", #"{"email":"no address","password":"        "\#(members)}"#)
    #expect(answer.status == 422)
    #expect(answer.badFields == wrong)
  }

  @Test(
    "A name is one line that can be seen",
    arguments: [
      "Ada\\nLovelace", "Ada\\r", "A\\u0000da", "\\u001b[31mAda", "Ada\\u0085x", "Ada\\u2028x",
      "Ada \\u202Eecalevol", "\\u2066Ada", "\\u200b\\u200d\\ufeff", "\\u3164", "\\u2800 ", "   ",
      "",
    ])
  func badNames(_ name: String) async throws {
    let server = try await Server()
    for field in ["name", "first_name"] {
      let answer = await server.send(
        .post, "/api/auth/register",
        #"{"email":"a@example.com","password":"a long enough one","\#(field)":"\#(name)","last_name":"L"}"#
      )
      #expect(answer.status == 422)
      #expect(answer.badFields == [field], "\(answer)")
    }
    let token = try await server.register("ada@example.com").text("access_token")
    let answer = await server.send(.patch, "/api/auth/me", #"{"name":"\#(name)"}"#, token: token)
    #expect(answer.status == 422)
  }

  @Test(
    "Names of all scripts are taken, without the blanks around them",
    arguments: [
      "  Ada  ", "Çağrı Öz", "می\u{200C}خواهم", "שרה\u{200F}", "क्\u{200D}ष", "李小龍", "👩\u{200D}🚀",
    ])
  func goodNames(_ name: String) async throws {
    let server = try await Server()
    let answer = await server.send(
      .post, "/api/auth/register",
      #"{"email":"a@example.com","password":"a long enough one","name":"\#(name)"}"#)
    #expect(answer.status == 201, "\(answer)")
    let kept = try #require(answer.json?["user"]?["name"]?.string)
    #expect(Array(kept.utf8) == Array((name == "  Ada  " ? "Ada" : name).utf8))
  }

  @Test("Roles and flags that a client sends along are ignored")
  func massAssignment() async throws {
    let server = try await Server()
    let answer = await server.send(
      .post, "/api/auth/register",
      """
      {"email":"eve@example.com","password":"a long enough one","first_name":"Eve",
       "last_name":"Adams","role":"admin","roles":["admin"],"is_verified":true,"status":"blocked"}
      """)
    #expect(answer.json?["user"]?["roles"]?.elements.map(\.string) == ["user"])
    #expect(answer.json?["user"]?["is_verified"]?.bool == false)
    #expect(answer.json?["user"]?["name"]?.string == "Eve Adams")
    let patched = await server.send(
      .patch, "/api/auth/me", #"{"role":"admin","is_verified":true,"email":"x@example.com"}"#,
      token: try answer.text("access_token"))
    #expect(patched.json?["role"]?.string == "user")
    #expect(patched.json?["email"]?.string == "eve@example.com")
  }

  @Test("A taken address is 409, a common password and an unknown code are 422")
  func refusals() async throws {
    let server = try await Server()
    _ = await server.register("ada@example.com")
    #expect(await server.register("ADA@example.com").code == "email_taken")
    let common = await server.send(
      .post, "/api/auth/register",
      #"{"email":"b@example.com","password":"Password123","name":"B"}"#)
    #expect(common.status == 422)
    #expect(common.badFields == ["password"])
    let unknown = await server.send(
      .post, "/api/auth/register",
      #"{"email":"b@example.com","password":"a long enough one","name":"B","referral_code":"X"}"#)
    #expect(unknown.status == 422)
    #expect(unknown.badFields == ["referral_code"])
  }

  @Test("Signing in works in JSON, as a form, and below a context")
  func login() async throws {
    let server = try await Server()
    _ = await server.register("ada@example.com")
    let json = #"{"email":"ada@example.com","password":"\#(AuthFixture.password)"}"#
    for path in ["/api/auth/login", "/api/ajo/auth/login"] {
      #expect(await server.send(.post, path, json).status == 200)
    }
    let form =
      "grant_type=password&username=ada%40example.com&password="
      + AuthFixture.password.replacing(" ", with: "+")
    let answer = await server.send(
      .post, "/api/auth/login", form, type: "application/x-www-form-urlencoded")
    #expect(answer.status == 200, "\(answer)")
  }

  @Test("An unknown address and a wrong password are answered word for word the same")
  func wrong() async throws {
    let server = try await Server()
    _ = await server.register("ada@example.com")
    let answers = [
      await server.send(
        .post, "/api/auth/login", #"{"email":"ada@example.com","password":"not the one"}"#,
        headers: [("X-Request-Id", "same")]),
      await server.send(
        .post, "/api/auth/login", #"{"email":"bola@example.com","password":"not the one"}"#,
        headers: [("X-Request-Id", "same")]),
    ]
    #expect(answers[0].status == 401)
    #expect(answers[0].code == "invalid_credentials")
    #expect(answers[0].body == answers[1].body)
  }

  @Test("Guessing is answered 429 with the time to wait")
  func throttle() async throws {
    let server = try await Server()
    _ = await server.register("ada@example.com")
    let wrong = #"{"email":"ada@example.com","password":"not the one"}"#
    for _ in 0..<10 { _ = await server.send(.post, "/api/auth/login", wrong) }
    let answer = await server.send(.post, "/api/auth/login", wrong)
    #expect(answer.status == 429)
    #expect(answer.headers["Retry-After"] == "900")
    #expect(answer.headers["RateLimit-Limit"] == "10")
    #expect(answer.headers["RateLimit-Remaining"] == "0")
    #expect(answer.headers["RateLimit-Reset"] == "900")
  }

  @Test("A password that nobody had time for is answered 503, and not held against anybody")
  func busy() async throws {
    let server = try await Server()
    _ = await server.register("ada@example.com")
    let right = #"{"email":"ada@example.com","password":"\#(AuthFixture.password)"}"#
    server.auth.hasher.overload(times: 20)
    for _ in 0..<20 {
      let answer = await server.send(.post, "/api/auth/login", right)
      #expect(answer.status == 503)
      #expect(answer.headers["Retry-After"] == "1")
    }
    #expect(await server.send(.post, "/api/auth/login", right).status == 200)
  }

  @Test("Refreshing rotates, forgives a lost answer, and ends the session at a reuse")
  func refresh() async throws {
    let server = try await Server()
    let start = await server.register("ada@example.com")
    func refresh(_ token: String) async -> Answer {
      await server.send(.post, "/api/auth/refresh", #"{"refresh_token":"\#(token)"}"#)
    }
    let first = try start.text("refresh_token")
    let second = await refresh(first)
    #expect(second.status == 200)
    #expect(second.headers["Cache-Control"] == "no-store")
    let again = await refresh(first)
    #expect(try again.text("refresh_token") == second.text("refresh_token"))
    let third = await refresh(try second.text("refresh_token"))
    let reused = await refresh(first)
    #expect(reused.status == 401)
    #expect(reused.code == "refresh_reused")
    for token in [start, second, third] {
      let me = await server.send(.get, "/api/auth/me", token: try token.text("access_token"))
      #expect(me.status == 401)
    }
    #expect(await refresh(try third.text("refresh_token")).status == 401)
    #expect(await refresh("nonsense").code == "invalid_refresh_token")
  }

  @Test("Signing out ends the session at once")
  func logout() async throws {
    let server = try await Server()
    let answer = await server.register("ada@example.com")
    let token = try answer.text("access_token")
    #expect(await server.send(.post, "/api/auth/logout", token: token).status == 204)
    #expect(await server.send(.get, "/api/auth/me", token: token).status == 401)
  }

  @Test("The published key verifies the tokens, whose claims say who, which session and what")
  func keySet() async throws {
    let server = try await Server()
    let answer = await server.register("ada@example.com")
    let set = await server.send(.get, "/.well-known/jwks.json")
    let key = try #require(set.json?["keys"]?.elements.first { _ in true })
    #expect(key["kty"]?.string == "OKP")
    let octets = try #require(key["x"]?.string.flatMap { Base64URL.decode($0) })
    let publicKey = try Ed25519.PublicKey(octets)
    let claims = try JWT.verify(try answer.text("access_token")) {
      $0 == key["kid"]?.string ? publicKey : nil
    }
    let root = try JSONDocument(parsing: claims).root
    #expect(root["sub"]?.string == answer.json?["user"]?["id"]?.string)
    #expect(root["roles"]?.elements.map(\.string) == ["user"])
    #expect(root["exp"]?.int64 == root["iat"]?.int64.map { $0 + 900 })
    #expect(root["sid"]?.string.flatMap { SessionID($0) } != nil)
  }
}
