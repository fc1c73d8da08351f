import Auth
import AuthTesting
import HTTP
import JSON
import Kernel
import KernelTesting
import Testing

@Suite struct SecondFactorRouteTests {
  @Test("A sign-in with an authenticator takes two steps")
  func login() async throws {
    let server = try await Server()
    let answer = await server.register("ada@example.com")
    let token = try answer.text("access_token")
    let id = try #require(answer.json?["user"]?["id"]?.string.flatMap { UserID($0) })
    let password = #""password":"\#(AuthFixture.password)""#
    let setup = await server.send(.post, "/api/auth/totp/setup", "{\(password)}", token: token)
    #expect(setup.status == 200)
    let shown = try setup.text("secret")
    #expect(shown.count == 32)
    #expect(
      try setup.text("otpauth_url")
        == "otpauth://totp/Atrium:ada%40example.com?secret=\(shown)&issuer=Atrium"
        + "&algorithm=SHA1&digits=6&period=30")
    let secret = try #require(try await server.auth.atomically { try $0.totp(of: id) }).secret
    func code() -> String {
      TOTP.code(secret: secret, step: TOTP.step(at: server.auth.clock.now()))
    }
    let wrong = await server.send(
      .post, "/api/auth/totp/enable", #"{"code":"abc"}"#, token: token)
    #expect(wrong.status == 403)
    let enabled = await server.send(
      .post, "/api/auth/totp/enable", #"{"code":"\#(code())"}"#, token: token)
    #expect(enabled.json?["recovery_codes"]?.count == 10)

    let first = await server.send(
      .post, "/api/auth/login", #"{"email":"ada@example.com",\#(password)}"#)
    #expect(first.status == 401)
    #expect(first.code == "mfa_required")
    #expect(first.headers["Content-Type"] == "application/problem+json")
    #expect(first.json?["access_token"] == nil)
    let challenge = try first.text("mfa_token")
    #expect(await server.send(.get, "/api/auth/me", token: challenge).status == 401)
    let used = await server.send(
      .post, "/api/auth/login/mfa", #"{"mfa_token":"\#(challenge)","code":"\#(code())"}"#)
    #expect(used.status == 401)
    #expect(used.code == "invalid_code")
    server.auth.clock.advance(seconds: 30)
    let second = await server.send(
      .post, "/api/auth/login/mfa", #"{"mfa_token":"\#(challenge)","code":"\#(code())"}"#)
    #expect(second.status == 200)
    #expect(try second.text("refresh_token").isEmpty == false)
    let again = await server.send(
      .post, "/api/auth/login/mfa", #"{"mfa_token":"\#(challenge)","code":"\#(code())"}"#)
    #expect(again.code == "invalid_mfa_token")
  }
}
