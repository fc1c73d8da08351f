import JSON
import Storage
import Testing

extension ServerTests {
  /// Accounts that end, wherever their contexts keep their data.
  @Suite struct DeletionTests {
    @Test(
      "Money keeps its owner, who hears how much; without it the account is deleted",
      arguments: StorageSet.allCases)
    func money(on set: StorageSet) async throws {
      try await Deployment.with(set) { deployment in
        try await deployment.serving { server in
          let ada = try Person.register("Ada", at: server)
          let bola = try Person.register("Bola", at: server)
          let root = try deployment.administrator("root@example.com", at: server)
          try deployment.credit(ada, "100.00")
          let client = ada.client(of: server)
          let password = #"{"password": "\#(Person.password)"}"#
          for refusal in [
            try client.send("DELETE", "/api/auth/me", body: password),
            try client.send("DELETE", "/api/users/\(ada.id)", body: password),
            try root.client(of: server).send("DELETE", "/api/users/\(ada.id)", body: "{}"),
          ] {
            #expect(refusal.status == 409 && refusal.code == "deletion_refused")
            #expect(refusal.isWholeProblem)
            let reason = refusal.json?["reasons"].flatMap { Array($0.elements).first }
            #expect(reason?["context"]?.string == "ajo")
            #expect(reason?["code"]?.string == "wallet_not_empty")
            #expect(reason?["detail"]?.string?.contains("100.00 NGN") == true)
          }
          #expect(try ada.balance(at: server) == 10_000)
          let paid = try client.post(
            "/api/ajo/wallet/transfer", #"{"to_user_id": "\#(bola.id)", "amount": "100.00"}"#)
          #expect(paid.status == 201)
          #expect(try client.send("DELETE", "/api/auth/me", body: password).status == 204)
          #expect(try client.get("/api/auth/me").status == 401)
          for _ in 1...2 {
            let twice = try root.client(of: server).send(
              "DELETE", "/api/users/\(ada.id)", body: "{}")
            #expect(twice.status == 404 && twice.code == "not_found")
          }
          let late = try bola.client(of: server).post(
            "/api/ajo/wallet/transfer", #"{"to_user_id": "\#(ada.id)", "amount": "1.00"}"#)
          #expect(late.status == 404)
          let again = try Person.register("Ada", at: server)
          #expect(again.id != ada.id)
          try deployment.credit(again, "1.00")
          #expect(try deployment.findings() == nil)
        }
      }
    }

    @Test(
      "Notifications and what was chosen of them are in the export, and go with their owner",
      arguments: StorageSet.allCases)
    func notifications(on set: StorageSet) async throws {
      try await Deployment.with(set) { deployment in
        try await deployment.serving { server in
          let ada = try Person.register("Ada", at: server)
          let client = ada.client(of: server)
          let chosen = try client.send(
            "PUT", "/api/notifications/preferences", body: #"{"language": "pt-BR"}"#)
          #expect(chosen.status == 200)
          let export = try client.get("/api/auth/me/export")
          #expect(export.status == 200 && export.text.contains("pt-BR"))
          let gone = try client.send(
            "DELETE", "/api/auth/me", body: #"{"password": "\#(Person.password)"}"#)
          #expect(gone.status == 204)
          let connection = try deployment.connect(to: "auth")
          defer { connection.close() }
          try await eventually {
            try connection.first("SELECT 1 FROM platform_notification_preferences") {
              try $0.get(0, as: Int.self)
            } == nil
          }
        }
      }
    }
  }
}
