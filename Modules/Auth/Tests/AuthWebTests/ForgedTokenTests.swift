import Auth
import AuthTesting
import Crypto
import HTTP
import Kernel
import KernelTesting
import Testing

/// Tokens that somebody made who does not have the key.
@Suite struct ForgedTokenTests {
  @Test(
    "A header that asks to be checked otherwise, or by another key, is refused",
    arguments: [
      #"{"alg":"none","kid":"KID"}"#, #"{"alg":"nOnE","kid":"KID"}"#, #"{"alg":"","kid":"KID"}"#,
      #"{"kid":"KID"}"#, #"{"alg":"HS256","kid":"KID"}"#, #"{"alg":"RS256","kid":"KID"}"#,
      #"{"alg":"eddsa","kid":"KID"}"#, #"{"alg":"EdDSA"}"#, #"{"alg":"EdDSA","kid":""}"#,
      #"{"alg":"EdDSA","kid":"../../../../dev/null"}"#,
      #"{"alg":"EdDSA","kid":"x' UNION SELECT 'y"}"#, #"{"alg":"EdDSA","kid":["KID"]}"#,
      #"{"alg":"EdDSA","kid":"KID","jku":"https://evil.example/jwks.json"}"#,
      #"{"alg":"EdDSA","kid":"KID","jwk":{"kty":"OKP","crv":"Ed25519","x":"AA"}}"#,
      #"{"alg":"EdDSA","kid":"KID","crit":["exp"]}"#, #"{"alg":"none","alg":"EdDSA","kid":"KID"}"#,
    ])
  func headers(_ template: String) async throws {
    let server = try await Server()
    let genuine = try await server.register("ada@example.com").text("access_token")
    let parts = genuine.split(separator: ".").map(String.init)
    let signer = try await server.auth.keyring.signer()
    let header = template.split(separator: "KID", omittingEmptySubsequences: false)
      .joined(separator: signer.kid)
    let signed = Base64URL.encode(Array(header.utf8)) + "." + parts[1]
    let message = Array(signed.utf8)
    let published = try #require(server.auth.keyring.publicKey(signer.kid)).rawValue
    let foreign = try Ed25519.PrivateKey(seed: [UInt8](repeating: 7, count: 32))
    let signatures = [
      "", parts[2], Base64URL.encode(HMAC.sha256(key: published, message: message)),
      Base64URL.encode(foreign.sign(message)),
    ]
    for signature in signatures {
      let answer = await server.send(.get, "/api/auth/me", token: "\(signed).\(signature)")
      #expect(answer.status == 401)
    }
    #expect(await server.send(.get, "/api/auth/me", token: genuine).status == 200)
  }

  @Test("No other secret that a user holds serves as an access token")
  func otherTokens() async throws {
    let server = try await Server()
    let ada = await server.register("ada@example.com")
    let access = try ada.text("access_token")
    let password = #""password":"\#(AuthFixture.password)""#
    _ = await server.send(.post, "/api/auth/pin", #"{"pin":"1234",\#(password)}"#, token: access)
    let pin = await server.send(
      .post, "/api/auth/pin/verify", #"{"pin":"1234"}"#, token: access)
    for token in [try ada.text("refresh_token"), try pin.text("pin_token")] {
      #expect(await server.send(.get, "/api/auth/me", token: token).status == 401)
    }
    let refreshed = await server.send(
      .post, "/api/auth/refresh", #"{"refresh_token":"\#(access)"}"#)
    #expect(refreshed.status == 401)
  }
}
