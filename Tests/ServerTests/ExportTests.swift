import Foundation
import JSON
import Testing

extension ServerTests {
  /// What somebody gets who asks for all that is kept about them.
  @Suite struct ExportTests {
    @Test(
      "A copy is whole however much there is, and tells no secret", arguments: StorageSet.allCases)
    func whole(on set: StorageSet) async throws {
      try await Deployment.with(set) { deployment in
        try await deployment.serving { server in
          let bank = try await Bank.open(deployment, server, people: 2, each: 1_000_00)
          let ada = bank.people[0]
          // More than is read, and sent, at a time.
          let orders = (0..<260).map { Order(key: "o-\($0)", from: 0, to: 1, minorUnits: 1_00) }
          let load = Load(bank, orders)
          try await load.run(at: server, clients: 4) { _ in }
          #expect(load.posted.count == 260)
          let client = ada.client(of: server)
          let made = try client.post(
            "/api/auth/api-keys", #"{"name": "books", "scopes": ["ajo.wallet.read"]}"#)
          let secret = try #require(made.string("secret"))
          let setup = try client.post(
            "/api/auth/totp/setup", #"{"password": "\#(Person.password)"}"#)
          let pin = #"{"pin": "4711", "password": "\#(Person.password)"}"#
          #expect(try client.post("/api/auth/pin", pin).status == 204)
          _ = try Person.login(ada.email, at: server)

          let answer = try client.get("/api/auth/me/export")
          #expect(answer.status == 200 && answer["Cache-Control"] == "no-store")
          #expect(answer.json?["ajo"]?["transactions"]?.count == 262)
          let auth = try #require(answer.json?["auth"])
          #expect(auth["sessions"]?.count == 2)
          #expect(auth["api_keys"]?.elements.map { $0["name"]?.string } == ["books"])
          #expect(auth["profile"]?["pin_set_at"]?.string != nil)
          for hidden in [
            secret, String(secret.suffix(20)), try #require(setup.string("secret")),
            ada.refreshToken, ada.accessToken, "$argon2", "\"4711\"",
          ] {
            #expect(!answer.text.contains(hidden), "\(hidden)")
          }
        }
      }
    }

    @Test("Nobody gets another's copy, and nobody's token none")
    func own() async throws {
      try await Deployment.with(.sqlite) { deployment in
        try await deployment.serving { server in
          let ada = try Person.register("Ada", at: server)
          let bola = try Person.register("Bola", at: server)
          let copy = try bola.client(of: server).get("/api/auth/me/export?user_id=\(ada.id)")
          #expect(!copy.text.contains(ada.email))
          let refused = try server.client().get("/api/auth/me/export")
          #expect(refused.status == 401 && refused.isWholeProblem)
        }
      }
    }
  }
}
