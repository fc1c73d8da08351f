import Crypto
import Foundation
import JSON
import Testing

extension ServerTests {
  /// Keys by which programs act for users, beyond what one request shows.
  @Suite struct APIKeyTests {
    @Test(
      "A key outlives the server, and no key touches what opens an account",
      arguments: StorageSet.allCases)
    func restart(on set: StorageSet) async throws {
      try await Deployment.with(set) { deployment in
        let (ada, secret) = try await deployment.serving { server in
          let ada = try Person.register("Ada", at: server)
          let made = try Self.make(
            ada, #"["auth.account.read", "ajo.wallet.read", "ajo.wallet.spend"]"#, at: server)
          return (ada, try #require(made.string("secret"), "\(made.text)"))
        }
        try await deployment.serving { server in
          let program = server.client(secret)
          #expect(try program.get("/api/auth/me").string("id") == ada.id)
          for (method, path, body) in Self.credentials(of: ada) {
            let answer = try program.send(method, path, body: body)
            #expect(answer.status == 403, "\(method) \(path): \(answer.text)")
            #expect(answer.code == "forbidden" && answer.isWholeProblem, "\(method) \(path)")
          }
          // Neither does it open what lives as long as a session.
          #expect(try Socket(server, token: secret).answer.status == 401)
          #expect(try Person.login(ada.email, at: server).id == ada.id)
        }
      }
    }

    /// What a stolen key must not do.
    private static func credentials(of person: Person) -> [(String, String, String?)] {
      let password = #""password": "\#(Person.password)""#
      return [
        ("GET", "/api/auth/api-keys", nil), ("GET", "/api/auth/sessions", nil),
        ("POST", "/api/auth/api-keys", #"{"name": "x", "scopes": ["ajo.wallet.read"]}"#),
        ("DELETE", "/api/auth/sessions", nil), ("POST", "/api/auth/logout", "{}"),
        (
          "POST", "/api/auth/password/change",
          #"{"current_password": "\#(Person.password)", "new_password": "another horse 8 run"}"#
        ),
        ("POST", "/api/auth/totp/setup", "{\(password)}"),
        ("POST", "/api/auth/totp/disable", #"{\#(password), "code": "000000"}"#),
        ("POST", "/api/auth/pin", #"{"pin": "4711", \#(password)}"#),
        ("POST", "/api/auth/pin/verify", #"{"pin": "4711"}"#),
        ("POST", "/api/auth/email/verify/request", "{}"),
        ("GET", "/api/auth/identities", nil),
        ("POST", "/api/auth/identities/google", #"{"id_token": "x"}"#),
        ("GET", "/api/auth/me/export", nil), ("PATCH", "/api/auth/me", #"{"name": "X"}"#),
        ("DELETE", "/api/auth/me", "{\(password)}"),
        ("PUT", "/api/users/\(person.id)/roles", #"{"roles": ["admin"]}"#),
        ("DELETE", "/api/users/\(person.id)", "{\(password)}"),
      ]
    }

    @Test("What is no key, or not quite one, opens nothing", arguments: StorageSet.allCases)
    func forged(on set: StorageSet) async throws {
      try await Deployment.with(set) { deployment in
        try await deployment.serving { server in
          let ada = try Person.register("Ada", at: server)
          let bola = try Person.register("Bola", at: server)
          let scopes = #"["auth.account.read"]"#
          let secret = try #require(Self.make(ada, scopes, at: server).string("secret"))
          let other = try #require(Self.make(bola, scopes, at: server).string("secret"))
          #expect(try server.client(secret).get("/api/auth/me").status == 200)
          let parts = secret.split(separator: ".").map(String.init)
          let others = other.split(separator: ".").map(String.init)
          let made = Base64URL.encode([UInt8](repeating: 7, count: 32))
          for text in [
            "atk_", parts[0], "\(parts[0]).", "\(parts[0]).\(others[1])",
            "\(others[0]).\(parts[1])", "\(parts[0]).\(made)", secret + "A",
            String(secret.dropLast()), "ATK_" + secret.dropFirst(4), secret.lowercased(),
            "atk_\(Base64URL.encode([UInt8](repeating: 7, count: 16))).\(parts[1])", "\(secret)=",
            "atk_" + String(repeating: "A", count: 7_000),
          ] {
            let answer = try server.client(text).get("/api/auth/me")
            #expect(answer.status == 401, "\(text.prefix(80))")
            #expect(answer.isWholeProblem && answer["WWW-Authenticate"] != nil)
          }
          for scopes in [#"["auth.pin.own"]"#, #"["nonsense"]"#, #"["auth.users.list"]"#, "[]"] {
            let refused = try Self.make(ada, scopes, at: server)
            #expect(refused.status == 422, "\(scopes): \(refused.text)")
          }
        }
      }
    }

    @Test(
      "A key that is taken back ends within a second at every server, and so do a blocked user's",
      .alone, arguments: StorageSet.shared)
    func revocation(on set: StorageSet) async throws {
      try await Deployment.with(set) { deployment in
        try await deployment.serving { first in
          try await deployment.serving { second in
            let ada = try Person.register("Ada", at: first)
            let keys = try (0..<2).map { _ in
              try Self.make(ada, #"["auth.account.read"]"#, at: first)
            }
            let secrets = try keys.map { try #require($0.string("secret")) }
            // Each server has seen both, and may remember them.
            for server in [first, second] {
              for secret in secrets {
                #expect(try server.client(secret).get("/api/auth/me").status == 200)
              }
            }
            let id = try #require(keys[0].string("id"))
            let path = "/api/auth/api-keys/\(id)"
            #expect(try ada.client(of: first).send("DELETE", path).status == 204)
            try Self.expectEnd(of: secrets[0], at: [second, first])
            #expect(try second.client(secrets[1]).get("/api/auth/me").status == 200)

            #expect(try deployment.run("atrium", "user", "block", ada.email).exitCode == 0)
            try Self.expectEnd(of: secrets[1], at: [first, second])
          }
        }
      }
    }

    private static func expectEnd(of secret: String, at servers: [AtriumServer]) throws {
      let ended = Date()
      for server in servers {
        let client = server.client(secret)
        var status = try client.get("/api/auth/me").status
        while status == 200, Date() < ended.addingTimeInterval(RevocationTests.limit) {
          status = try client.get("/api/auth/me").status
        }
        #expect(status == 401)
      }
    }

    private static func make(
      _ person: Person, _ scopes: String, at server: AtriumServer
    ) throws -> Answer {
      try person.client(of: server).post(
        "/api/auth/api-keys", #"{"name": "nightly", "scopes": \#(scopes)}"#)
    }
  }
}
