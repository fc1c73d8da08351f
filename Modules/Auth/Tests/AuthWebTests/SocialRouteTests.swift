import Auth
import AuthTesting
import HTTP
import JSON
import Kernel
import KernelTesting
import Ports
import Testing

@Suite struct SocialRouteTests {
  private let ada = ProvenIdentity(
    provider: .google, subject: "g-1", email: AuthFixture.email("ada@example.com"),
    isEmailVerified: true)

  private func body(_ proof: IdentityProof, _ more: String = "") -> String {
    switch proof {
    case .idToken(let token, _, _): #"{"id_token":"\#(token)"\#(more)}"#
    case .telegram(let data): #"{"init_data":"\#(data)"\#(more)}"#
    }
  }

  @Test("A first sign-in is 201 with its place, a later one 200, both with tokens, below a context")
  func signIn() async throws {
    let server = try await Server()
    let proof = server.auth.providers.vouch(for: ada)
    let first = await server.send(.post, "/api/auth/social/google", body(proof))
    #expect(first.status == 201)
    let id = try #require(first.json?["user"]?["id"]?.string)
    #expect(first.headers["Location"] == "/api/users/\(id)")
    #expect(first.headers["Cache-Control"] == "no-store")
    let second = await server.send(.post, "/api/ajo/auth/social/google", body(proof))
    #expect(second.status == 200)
    #expect(second.headers["Location"] == nil)
    #expect(second.headers["Cache-Control"] == "no-store")
    #expect(second.json?["token_type"]?.string == "Bearer")
    let me = await server.send(.get, "/api/auth/me", token: try second.text("access_token"))
    #expect(try me.text("id") == id)
    #expect(me.json?["is_verified"]?.bool == true)
  }

  @Test("Names that the app was told are taken for a new account, empty ones are none")
  func names() async throws {
    let server = try await Server()
    let apple = ProvenIdentity(
      provider: .apple, subject: "a-1",
      email: AuthFixture.email("x7@privaterelay.appleid.com"), isEmailVerified: true)
    let named = await server.send(
      .post, "/api/auth/social/apple",
      body(
        server.auth.providers.vouch(for: apple),
        #","first_name":" Ada ","last_name":"Obi","name":"""#))
    #expect(named.json?["user"]?["name"]?.string == "Ada Obi")
    #expect(named.json?["user"]?["first_name"]?.string == "Ada")
    let other = ProvenIdentity(
      provider: .apple, subject: "a-2",
      email: AuthFixture.email("x8@privaterelay.appleid.com"), isEmailVerified: true)
    let nameless = await server.send(
      .post, "/api/auth/social/apple",
      body(server.auth.providers.vouch(for: other), #","first_name":"","last_name":null"#))
    #expect(nameless.json?["user"]?["name"]?.string == "Apple user")
  }

  @Test("A user of Telegram has no address")
  func telegram() async throws {
    let server = try await Server()
    let proof = server.auth.providers.vouch(
      for: ProvenIdentity(
        provider: .telegram, subject: "7", name: ToldName(first: "Bola")))
    let answer = await server.send(.post, "/api/auth/social/telegram", body(proof))
    #expect(answer.status == 201)
    #expect(answer.json?["user"]?["email"]?.isNull == true)
    let token = try answer.text("access_token")
    let list = await server.send(.get, "/api/auth/identities", token: token)
    #expect(list.json?["items"]?.elements.first { _ in true }?["provider"]?.string == "telegram")
    #expect(list.json?["next_cursor"]?.isNull == true)
    let missing = await server.send(
      .post, "/api/auth/email/verify/request", "{}", token: token)
    #expect(missing.badFields == ["email"])
    let asked = await server.send(
      .post, "/api/auth/email/verify/request", #"{"email":"bola@example.com"}"#, token: token)
    #expect(asked.status == 202)
    let mailed = try await server.auth.mailbox.token()
    _ = await server.send(.post, "/api/auth/email/verify", #"{"token":"\#(mailed)"}"#)
    let me = await server.send(.get, "/api/auth/me", token: token)
    #expect(try me.text("email") == "bola@example.com")
    let given = await server.send(.delete, "/api/auth/me", token: token)
    #expect(given.status == 204)
  }

  @Test("What shows nobody is 401, and fields that are missing are named")
  func refused() async throws {
    let server = try await Server()
    for path in ["google", "apple"] {
      let answer = await server.send(
        .post, "/api/auth/social/\(path)", #"{"id_token":"nobody's"}"#)
      #expect(answer.status == 401)
      #expect(answer.code == "invalid_id_token")
      #expect(answer.headers["WWW-Authenticate"] != nil)
      let empty = await server.send(.post, "/api/auth/social/\(path)", "{}")
      #expect(empty.badFields == ["id_token"])
    }
    let data = await server.send(.post, "/api/auth/social/telegram", #"{"init_data":"x"}"#)
    #expect(data.code == "invalid_id_token")
    let empty = await server.send(.post, "/api/auth/social/telegram", #"{"init_data":7}"#)
    #expect(empty.badFields == ["init_data"])
  }

  @Test("A blocked user is 403, and one with an authenticator is asked for a code")
  func barred() async throws {
    let server = try await Server()
    let proof = server.auth.providers.vouch(for: ada)
    let answer = await server.send(.post, "/api/auth/social/google", body(proof))
    let id = try #require(answer.json?["user"]?["id"]?.string.flatMap { UserID($0) })
    try await server.auth.atomically {
      try $0.save(
        TOTP(
          userID: id, secret: [UInt8](repeating: 7, count: 20), enabledAt: noon, lastStep: 0))
    }
    let asked = await server.send(.post, "/api/auth/social/google", body(proof))
    #expect(asked.status == 401)
    #expect(asked.code == "mfa_required")
    #expect(try !asked.text("mfa_token").isEmpty)
    _ = try await server.auth.accounts.block(id, reason: nil, by: .operatorConsole)
    let blocked = await server.send(.post, "/api/auth/social/google", body(proof))
    #expect(blocked.status == 403)
    #expect(blocked.code == "blocked")
  }

  @Test("Identities are linked with 201 and their place, and unlinked with 204")
  func identities() async throws {
    let server = try await Server()
    let token = try await server.register("ada@example.com").text("access_token")
    let proof = server.auth.providers.vouch(for: ada)
    #expect(await server.send(.post, "/api/auth/identities/google", body(proof)).status == 401)
    let linked = await server.send(
      .post, "/api/ajo/auth/identities/google", body(proof), token: token)
    #expect(linked.status == 201)
    let id = try linked.text("id")
    #expect(linked.headers["Location"] == "/api/ajo/auth/identities/\(id)")
    #expect(try linked.text("email") == "ada@example.com")
    let one = await server.send(.get, "/api/auth/identities/\(id)", token: token)
    #expect(one.body == linked.body)
    let again = await server.send(.post, "/api/auth/identities/google", body(proof), token: token)
    #expect(again.status == 200)
    let bola = try await server.register("bola@example.com").text("access_token")
    let taken = await server.send(.post, "/api/auth/identities/google", body(proof), token: bola)
    #expect(taken.status == 409)
    #expect(taken.code == "identity_taken")
    let foreign = await server.send(.delete, "/api/auth/identities/\(id)", token: bola)
    #expect(foreign.status == 404)
    let removed = await server.send(.delete, "/api/auth/identities/\(id)", token: token)
    #expect(removed.status == 204)
    let bad = await server.send(
      .post, "/api/auth/identities/google", #"{"id_token":"x"}"#, token: token)
    #expect(bad.code == "invalid_id_token")
  }

  @Test("The last way in stays, and an old sign-in does not do")
  func guarded() async throws {
    let server = try await Server()
    let proof = server.auth.providers.vouch(for: ada)
    let answer = await server.send(.post, "/api/auth/social/google", body(proof))
    let token = try answer.text("access_token")
    let list = await server.send(.get, "/api/auth/identities?limit=1", token: token)
    let id = try #require(list.json?["items"]?.elements.first { _ in true }?["id"]?.string)
    let last = await server.send(.delete, "/api/auth/identities/\(id)", token: token)
    #expect(last.status == 409)
    #expect(last.code == "last_sign_in_method")
    server.auth.clock.advance(seconds: 3600)
    let refresh = #"{"refresh_token":"\#(try answer.text("refresh_token"))"}"#
    let later = try await server.send(.post, "/api/auth/refresh", refresh).text("access_token")
    for (method, path) in [
      (HTTPMethod.delete, "/api/auth/identities/\(id)"), (.delete, "/api/auth/me"),
    ] {
      let old = await server.send(method, path, token: later)
      #expect(old.status == 403)
      #expect(old.code == "recent_login_required")
    }
  }

  @Test("An address is added after a recent sign-in alone")
  func freshAddress() async throws {
    let server = try await Server()
    let proof = server.auth.providers.vouch(
      for: ProvenIdentity(provider: .telegram, subject: "7", name: ToldName(first: "Bola")))
    let answer = await server.send(.post, "/api/auth/social/telegram", body(proof))
    server.auth.clock.advance(seconds: 3600)
    let refresh = #"{"refresh_token":"\#(try answer.text("refresh_token"))"}"#
    let later = try await server.send(.post, "/api/auth/refresh", refresh).text("access_token")
    let old = await server.send(
      .post, "/api/auth/email/verify/request", #"{"email":"eve@example.com"}"#, token: later)
    #expect(old.status == 403)
    #expect(old.code == "recent_login_required")
    let nameless = await server.send(
      .post, "/api/auth/email/verify/request", "{}", token: later)
    #expect(nameless.badFields == ["email"])
    #expect(try await server.auth.mailbox.open().isEmpty)
  }

  private let noon = Instant(milliseconds: 1_767_268_800_000)
}
