import AuthTesting
import HTTP
import JSON
import Kernel
import Ports
import Testing

@Suite struct MailRouteTests {
  @Test("Known and unknown addresses are answered alike")
  func alike() async throws {
    let server = try await Server()
    _ = await server.register("ada@example.com")
    let answers = await [
      server.send(.post, "/api/auth/password/forgot", #"{"email":"ada@example.com"}"#),
      server.send(.post, "/api/auth/password/forgot", #"{"email":"nobody@example.com"}"#),
    ]
    #expect(answers.map(\.status) == [202, 202])
    #expect(answers[0].body == answers[1].body)
    #expect(try await server.auth.mailbox.open().map(\.recipient.canonical) == ["ada@example.com"])
    let bad = await server.send(.post, "/api/auth/password/forgot", #"{"email":"nobody"}"#)
    #expect(bad.badFields == ["email"])
  }

  @Test("A link in a mail sets a new password")
  func reset() async throws {
    let server = try await Server()
    let session = try await server.register("ada@example.com").text("access_token")
    _ = await server.send(.post, "/api/auth/password/forgot", #"{"email":"ada@example.com"}"#)
    let token = try await server.auth.mailbox.token()
    let common = await server.send(
      .post, "/api/auth/password/reset", #"{"token":"\#(token)","new_password":"qwerty123"}"#)
    #expect(common.badFields == ["new_password"])
    let body = #"{"token":"\#(token)","new_password":"a quite other one"}"#
    #expect(await server.send(.post, "/api/auth/password/reset", body).status == 204)
    #expect(await server.send(.get, "/api/auth/me", token: session).status == 401)
    let again = await server.send(.post, "/api/auth/password/reset", body)
    #expect(again.status == 422)
    #expect(again.code == "invalid_token")
    let login = #"{"email":"ada@example.com","password":"a quite other one"}"#
    #expect(await server.send(.post, "/api/auth/login", login).status == 200)
  }

  @Test("An address is confirmed by a mail that its user asked for")
  func verification() async throws {
    let server = try await Server()
    let session = try await server.register("ada@example.com").text("access_token")
    #expect(await server.send(.post, "/api/auth/email/verify/request").status == 401)
    let asked = await server.send(.post, "/api/auth/email/verify/request", token: session)
    #expect(asked.status == 202)
    let token = try await server.auth.mailbox.token()
    let done = await server.send(.post, "/api/auth/email/verify", #"{"token":"\#(token)"}"#)
    #expect(done.status == 204)
    let me = await server.send(.get, "/api/auth/me", token: session)
    #expect(me.json?["is_verified"]?.bool == true)
  }
}
