import AuthTesting
import HTTP
import JSON
import Kernel
import KernelTesting
import Testing

@testable import AuthWeb

@Suite struct UserCodeRouteTests {
  @Test("A code shows a user's card to whoever scans it, once")
  func redeem() async throws {
    let server = try await Server()
    let ada = await server.register("ada@example.com")
    let id = try #require(ada.json?["user"]?["id"]?.string)
    let token = try ada.text("access_token")
    let scanner = try await server.register("bola@example.com").text("access_token")
    let code = await server.send(.get, "/api/users/\(id)/qr-data", token: token)
    #expect(code.status == 200)
    #expect(code.headers["Cache-Control"] == "no-store")
    #expect(code.json?["expires_at"]?.string == "2026-01-01T12:05:00.000Z")
    let body = #"{"payload":"\#(try code.text("payload"))"}"#
    #expect(await server.send(.post, "/api/users/qr/redeem", body).status == 401)
    let card = await server.send(.post, "/api/users/qr/redeem", body, token: scanner)
    #expect(card.status == 200)
    #expect(card.json?["id"]?.string == id)
    #expect(
      card.json?.members.map(\.key) == ["id", "name", "avatar_url", "is_verified"])
    let again = await server.send(.post, "/api/users/qr/redeem", body, token: scanner)
    #expect(again.status == 409 && again.code == "qr_redeemed")
    let forged = await server.send(
      .post, "/api/users/qr/redeem", #"{"payload":"atq1.AAAA"}"#, token: scanner)
    #expect(forged.status == 422 && forged.code == "invalid_qr")
    #expect(forged.badFields == ["payload"])
    let late = await server.send(.get, "/api/users/\(id)/qr-data", token: token)
    server.auth.clock.advance(seconds: 300)
    let expired = await server.send(
      .post, "/api/users/qr/redeem", #"{"payload":"\#(try late.text("payload"))"}"#,
      token: scanner)
    #expect(expired.status == 409 && expired.code == "qr_expired")
  }

  @Test("A picture of it is a drawing and nothing else")
  func picture() async throws {
    let server = try await Server()
    let ada = await server.register("ada@example.com")
    let id = try #require(ada.json?["user"]?["id"]?.string)
    let token = try ada.text("access_token")
    let picture = await server.send(.get, "/api/users/\(id)/qr-data?format=svg", token: token)
    #expect(picture.status == 200)
    #expect(picture.headers["Content-Type"] == "image/svg+xml")
    #expect(picture.headers["Cache-Control"] == "no-store")
    #expect(String(decoding: picture.body, as: UTF8.self).hasPrefix("<svg xmlns="))
    let other = await server.send(.get, "/api/users/\(id)/qr-data?format=png", token: token)
    #expect(other.status == 422 && other.badFields == ["format"])
  }

  @Test("Another's code and nobody's are refused in the same words; administrators may make both")
  func foreign() async throws {
    let server = try await Server()
    let ada = await server.register("ada@example.com")
    let id = try #require(ada.json?["user"]?["id"]?.string)
    let eve = try await server.register("eve@example.com").text("access_token")
    let unknown = "01890a5d-ac96-774b-bcce-b302099a8057"
    let headers = [("X-Request-Id", "same")]
    let answers = [
      await server.send(.get, "/api/users/\(id)/qr-data", token: eve, headers: headers),
      await server.send(.get, "/api/users/\(unknown)/qr-data", token: eve, headers: headers),
      await server.send(.get, "/api/users/\(unknown)", token: eve, headers: headers),
    ]
    #expect(answers.allSatisfy { $0.status == 404 })
    #expect(answers.allSatisfy { $0.body == answers[0].body })
    let admin = try await server.admin()
    #expect(await server.send(.get, "/api/users/\(id)/qr-data", token: admin).status == 200)
    #expect(await server.send(.get, "/api/users/\(unknown)/qr-data", token: admin).status == 404)
  }
}
