import AuthTesting
import HTTP
import JSON
import Kernel
import Testing

@Suite struct PinRouteTests {
  private let password = #""password":"\#(AuthFixture.password)""#

  @Test("A PIN is set with the password and traded for a token")
  func tokens() async throws {
    let server = try await Server()
    let token = try await server.register("ada@example.com").text("access_token")
    func post(_ path: String, _ body: String) async -> Answer {
      await server.send(.post, "/api/auth\(path)", body, token: token)
    }
    #expect(await post("/pin/verify", #"{"pin":"1234"}"#).code == "pin_not_set")
    #expect(await post("/pin", #"{"pin":"1234",\#(password)}"#).status == 204)
    let status = await server.send(.get, "/api/auth/pin", token: token)
    #expect(status.json?["is_set"]?.bool == true)
    let answer = await post(
      "/pin/verify", #"{"pin":"1234","action":"transfer","amount":"12.50"}"#)
    #expect(answer.status == 200)
    #expect(answer.json?["expires_in"]?.int64 == 300)
    #expect(answer.headers["Cache-Control"] == "no-store")
    #expect(try answer.text("pin_token").count >= 43)
  }

  @Test("Five wrong PINs lock it for a quarter of an hour")
  func lock() async throws {
    let server = try await Server()
    let token = try await server.register("ada@example.com").text("access_token")
    _ = await server.send(.post, "/api/auth/pin", #"{"pin":"1234",\#(password)}"#, token: token)
    var statuses: [Int] = []
    for _ in 0..<6 {
      statuses.append(
        await server.send(.post, "/api/auth/pin/verify", #"{"pin":"0000"}"#, token: token).status)
    }
    #expect(statuses == [403, 403, 403, 403, 423, 423])
    let right = await server.send(
      .post, "/api/auth/pin/verify", #"{"pin":"1234"}"#, token: token)
    #expect(right.status == 423)
    #expect(right.headers["Retry-After"] == "900")
  }

  @Test(
    "What is no PIN, or proves nothing, is a matter of form",
    arguments: [
      #"{"pin":"123","old_pin":"1234"}"#, #"{"pin":"1234567","old_pin":"1234"}"#,
      #"{"pin":"１２３４","old_pin":"1234"}"#, #"{"pin":1234,"old_pin":"1234"}"#,
      #"{"pin":"12 4","old_pin":"1234"}"#, #"{"pin":"1234"}"#,
      #"{"pin":"1234","old_pin":"1234","password":"x"}"#, #"{"pin":null,"old_pin":"1234"}"#,
    ])
  func form(_ body: String) async throws {
    let server = try await Server()
    let token = try await server.register("ada@example.com").text("access_token")
    #expect(await server.send(.post, "/api/auth/pin", body, token: token).status == 422)
    #expect(await server.send(.post, "/api/auth/pin", body).status == 401)
  }
}
