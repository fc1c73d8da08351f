import Crypto
import Foundation
import JSON
import Testing

extension ServerTests {
  /// Access tokens that are none.
  @Suite struct TokenTests {
    @Test(
      "A token that the server did not make as it stands opens nothing",
      arguments: StorageSet.allCases)
    func forgeries(on set: StorageSet) async throws {
      try await Deployment.with(set) { deployment in
        try await deployment.serving { server in
          let ada = try Person.register("Ada", at: server)
          let forge = try Forge(ada.accessToken, deployment, server)
          // Otherwise the others might be refused for the forger's clumsiness.
          let twin = try server.client(forge.signed(forge.header, forge.claims)).get(
            "/api/ajo/wallet")
          #expect(twin.status == 200, "\(twin.text)")

          for (name, token) in try forge.forgeries() {
            for path in ["/api/ajo/wallet", "/api/auth/me"] {
              let answer = try server.client(token).get(path)
              #expect(answer.status == 401, "\(name)")
              #expect(answer.code == "unauthorized", "\(name)")
              #expect(answer["WWW-Authenticate"]?.hasPrefix("Bearer") == true, "\(name)")
              #expect(answer.isWholeProblem, "\(name)")
            }
            let transfer = try server.client(token).post("/api/ajo/wallet/transfer", "{}")
            #expect(transfer.status == 401, "\(name)")
          }
        }
      }
    }

    @Test(
      "What is no bearer token is refused before the body is looked at",
      arguments: StorageSet.allCases)
    func schemes(on set: StorageSet) async throws {
      try await Deployment.with(set) { deployment in
        try await deployment.serving { server in
          let ada = try Person.register("Ada", at: server)
          let client = server.client()
          let fields: [[(String, String)]] = [
            [], [("Authorization", "Basic YWRhOnNlY3JldA==")], [("Authorization", "Bearer")],
            [("Authorization", ada.accessToken)], [("Authorization", "Bearer \(ada.refreshToken)")],
            [("Authorization", "Bearer \(ada.accessToken) x")],
          ]
          for headers in fields {
            let answer = try client.send("POST", "/api/ajo/wallet/transfer", headers, body: "{")
            #expect(answer.status == 401, "\(headers)")
          }
          let twice = Array(repeating: ("Authorization", "Bearer \(ada.accessToken)"), count: 2)
          #expect(try client.send("GET", "/api/ajo/wallet", twice).status == 400)
        }
      }
    }
  }
}

/// Makes tokens of its own, with all that a thief of the database would know.
private struct Forge {
  let header: String
  let claims: String
  private let token: String
  private let key: Ed25519.PrivateKey
  private let publicKey: [UInt8]

  init(_ token: String, _ deployment: Deployment, _ server: AtriumServer) throws {
    self.token = token
    let parts = try token.split(separator: ".").map { part in
      String(decoding: try #require(Base64URL.decode(String(part))), as: UTF8.self)
    }
    (header, claims) = (parts[0], parts[1])
    key = try deployment.signingKey()
    // As everybody can read it.
    let published = try server.client().get("/.well-known/jwks.json").json?["keys"]
    let x = published?.elements.compactMap { $0["x"]?.string }.first
    publicKey = try #require(x.flatMap { Base64URL.decode($0) })
    #expect(publicKey == key.publicKey)
  }

  /// A token with the true key's signature.
  func signed(_ header: String, _ claims: String) -> String {
    let text = Self.text(header, claims)
    return "\(text).\(Base64URL.encode(key.sign(Array(text.utf8))))"
  }

  func forgeries() throws -> [(name: String, token: String)] {
    let now = Int(Date().timeIntervalSince1970)
    let stranger = try Ed25519.PrivateKey(seed: [UInt8](repeating: 7, count: 32))
    let text = Self.text(header, claims)
    var forgeries = try ["none", "nOnE", "NONE", ""].map { algorithm in
      (name: "alg \(algorithm)", token: Self.text(try with("alg", algorithm), claims) + ".")
    }
    let symmetric = Self.text(try with("alg", "HS256"), claims)
    for (name, secret) in [
      ("its octets", publicKey), ("its text", Array(Base64URL.encode(publicKey).utf8)),
    ] {
      let code = HMAC.sha256(key: secret, message: Array(symmetric.utf8))
      forgeries.append(
        ("HS256 by the public key, \(name)", "\(symmetric).\(Base64URL.encode(code))"))
    }
    forgeries += try [
      ("expired", signed(header, with("exp", now - 60))),
      ("not made yet", signed(header, with("iat", now + 600))),
      ("without an end", signed(header, without("exp"))),
      ("of another issuer", signed(header, with("iss", "https://elsewhere.example"))),
      ("for another audience", signed(header, with("aud", "elsewhere"))),
      ("for nobody", signed(header, without("sub"))),
      ("by an unknown key", signed(with("kid", "unknown"), claims)),
      ("by no key", signed(#"{"alg":"EdDSA","typ":"JWT"}"#, claims)),
      ("by a stranger", "\(text).\(Base64URL.encode(stranger.sign(Array(text.utf8))))"),
      ("of another type", signed(with("typ", "refresh"), claims)),
      ("with a critical part", signed(header.dropLast() + #","crit":["exp"]}"#, claims)),
      ("with its own key", signed(header.dropLast() + #","jwk":{"kty":"OKP"}}"#, claims)),
      ("without a signature", "\(text)."), ("in two parts", text), ("in four parts", token + ".x"),
      ("with a changed claim", token.replacingOccurrences(of: ".ey", with: ".eY")),
      ("padded", token + "="), ("blank", " "),
      ("long", String(repeating: "x", count: 9_000)),
    ]
    return forgeries
  }

  private static func text(_ header: String, _ claims: String) -> String {
    "\(Base64URL.encode(Array(header.utf8))).\(Base64URL.encode(Array(claims.utf8)))"
  }

  /// The header or the claims, whichever has the member, with another value.
  private func with(_ name: String, _ value: some Encodable) throws -> String {
    try changed(name) { $0[name] = value }
  }

  private func without(_ name: String) throws -> String {
    try changed(name) { $0[name] = nil }
  }

  private func changed(_ name: String, _ change: (inout [String: Any]) -> Void) throws -> String {
    for text in [header, claims] {
      guard
        var object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any],
        object[name] != nil
      else { continue }
      change(&object)
      return String(decoding: try JSONSerialization.data(withJSONObject: object), as: UTF8.self)
    }
    throw HarnessError("a token has no \(name)")
  }
}
