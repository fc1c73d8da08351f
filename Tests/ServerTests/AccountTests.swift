import Foundation
import JSON
import Testing

extension ServerTests {
  /// Accounts, and those who administer them.
  @Suite struct AccountTests {
    @Test(
      "A registration is told all that is wrong with it at once", arguments: StorageSet.allCases)
    func registration(on set: StorageSet) async throws {
      try await Deployment.with(set) { deployment in
        try await deployment.serving { server in
          let client = server.client()
          for day in ["1800-01-01", "2999-12-31"] {
            let nothing = try client.post(
              "/api/auth/register",
              """
              {"email": "ada", "password": "         ", "date_of_birth": "\(day)",
               "referral_code": "ZZZZ-ZZZZ"}
              """)
            #expect(nothing.status == 422)
            #expect(
              Set(nothing.faults) == [
                "email invalid", "password blank", "date_of_birth out_of_range", "name required",
                "referral_code unknown",
              ])
          }
          let hidden = try client.post(
            "/api/auth/register",
            """
            {"email": "ada@example.com", "password": " Password1 ", "name": "Ada\\u202eecalevoL",
             "first_name": "Ada\\nObi", "last_name": "\\u200b"}
            """)
          #expect(
            Set(hidden.faults) == [
              "password too_common", "name invalid", "first_name invalid", "last_name invalid",
            ])
        }
      }
    }

    @Test(
      "The last administrator stays, whoever would have it otherwise",
      arguments: StorageSet.allCases)
    func lastAdministrator(on set: StorageSet) async throws {
      try await Deployment.with(set) { deployment in
        try await deployment.serving { server in
          let root = try deployment.administrator("root@example.com", at: server)
          let path = "/api/users/\(root.id)"
          let client = root.client(of: server)
          let refusals = [
            try client.send("PUT", "\(path)/roles", body: #"{"roles": ["user"]}"#),
            try client.send("PUT", "\(path)/block", body: "{}"),
            try client.send("DELETE", path, body: #"{"password": "\#(Person.password)"}"#),
            try client.send(
              "DELETE", "/api/auth/me", body: #"{"password": "\#(Person.password)"}"#),
          ]
          for refusal in refusals {
            #expect(refusal.status == 409 && refusal.code == "last_admin", "\(refusal.text)")
            #expect(refusal.isWholeProblem)
          }
          let revoked = try deployment.run(
            "atrium", "user", "revoke", root.email, "--role", "admin", "--json")
          #expect(revoked.exitCode == 1 && revoked.errors.contains("last_admin"))
          #expect(try client.get("/api/users").status == 200)

          _ = try deployment.administrator("second@example.com", at: server)
          #expect(
            try client.send("PUT", "\(path)/roles", body: #"{"roles": ["user"]}"#).status == 200)
          #expect(try client.get("/api/users").status == 403)
        }
      }
    }

    @Test(
      "Whoever asks gets a copy of all that is kept about them, by every context",
      arguments: StorageSet.allCases)
    func export(on set: StorageSet) async throws {
      try await Deployment.with(set) { deployment in
        try await deployment.serving { server in
          let bank = try await Bank.open(deployment, server, people: 2, each: 10_00)
          let answer = try bank.people[0].client(of: server).get("/api/ajo/auth/me/export")
          #expect(answer.status == 200)
          #expect(answer["Content-Disposition"]?.hasPrefix("attachment; filename=") == true)
          let profile = answer.json?["auth"]?["profile"]
          #expect(profile?["email"]?.string == bank.people[0].email)
          #expect(answer.string("ajo.wallet.balance") == "10.00")
          let movements = answer.json?["ajo"]?["transactions"]?.elements.map {
            $0["amount"]?.string
          }
          #expect(movements == ["10.00", "20.00"])
          let audit = answer.json?["ajo"]?["audit"]?.elements.map { $0["action"]?.string }
          #expect(audit == ["ajo.credit"])
          #expect(!answer.text.contains(bank.people[1].email))
        }
      }
    }

    @Test("A code shows a driver once, at whichever server", arguments: StorageSet.allCases)
    func userCode(on set: StorageSet) async throws {
      try await Deployment.with(set) { deployment in
        try await deployment.serving { server in
          let ada = try Person.register("Ada", at: server)
          let bola = try Person.register("Bola", at: server)
          let client = ada.client(of: server)
          let made = try client.get("/api/users/\(ada.id)/qr-data")
          let payload = try #require(made.string("payload"), "\(made.text)")
          let redeem = try await concurrently(8) { _ in
            try bola.client(of: server).post(
              "/api/users/qr/redeem", #"{"payload": "\#(payload)"}"#)
          }
          #expect(redeem.filter { $0.status == 200 && $0.string("id") == ada.id }.count == 1)
          #expect(redeem.filter { $0.status == 409 && $0.code == "qr_redeemed" }.count == 7)
          let picture = try client.get("/api/users/\(ada.id)/qr-data?format=svg")
          #expect(picture["Content-Type"] == "image/svg+xml")
          #expect(picture["X-Content-Type-Options"] == "nosniff")
          #expect(picture["Content-Security-Policy"]?.contains("default-src 'none'") == true)
        }
      }
    }

    @Test(
      "A program reads a wallet by a key, until it is taken back at the command line",
      .alone, arguments: StorageSet.allCases)
    func apiKey(on set: StorageSet) async throws {
      try await Deployment.with(set) { deployment in
        try await deployment.serving { server in
          let bank = try await Bank.open(deployment, server, people: 2, each: 10_00)
          let ada = bank.people[0]
          let made = try ada.client(of: server).post(
            "/api/ajo/auth/api-keys", #"{"name": "books", "scopes": ["ajo.wallet.read"]}"#)
          #expect(made.status == 201, "\(made.text)")
          let program = server.client(made.string("secret"))
          #expect(try program.get("/api/ajo/wallet").string("balance") == "10.00")
          let transfer = try program.post(
            "/api/ajo/wallet/transfer",
            #"{"to_user_id": "\#(bank.people[1].id)", "amount": "1.00"}"#)
          #expect(transfer.status == 403 && transfer.code == "forbidden")
          #expect(try program.get("/api/auth/sessions").status == 403)

          let listed = try deployment.run("atrium", "auth", "list-keys", ada.email, "--json")
          let id = try #require(made.string("id"))
          #expect(listed.exitCode == 0 && listed.output.contains(id))
          let revoked = try deployment.run("atrium", "auth", "revoke-key", id)
          let ended = Date()
          #expect(revoked.exitCode == 0, "\(revoked.errors)")
          var answer = try program.get("/api/ajo/wallet")
          while answer.status == 200, Date() < ended.addingTimeInterval(1) {
            answer = try program.get("/api/ajo/wallet")
          }
          #expect(answer.status == 401)

          let other = try deployment.run(
            "atrium", "auth", "create-key", ada.email, "--name", "books", "--scopes",
            "ajo.wallet.read,ajo.wallet.spend", "--json")
          #expect(other.exitCode == 0, "\(other.errors)")
          program.token = other.output.firstMatch(of: /"secret":"([^"]+)"/).map { String($0.1) }
          let paid = try program.post(
            "/api/ajo/wallet/transfer",
            #"{"to_user_id": "\#(bank.people[1].id)", "amount": "1.00"}"#)
          #expect(paid.status == 201, "\(paid.text)")
          let nonsense = try deployment.run(
            "atrium", "auth", "create-key", ada.email, "--name", "x", "--scopes", "auth.pin.own")
          #expect(nonsense.exitCode == 64)
        }
      }
    }

    @Test("Who guesses too often is told how long to wait", arguments: StorageSet.allCases)
    func throttle(on set: StorageSet) async throws {
      try await Deployment.with(set) { deployment in
        try await deployment.serving { server in
          let ada = try Person.register("Ada", at: server)
          let client = server.client()
          let guess = #"{"email": "\#(ada.email)", "password": "a wrong guess"}"#
          for _ in 0..<10 { #expect(try client.post("/api/auth/login", guess).status == 401) }
          let refusal = try client.post("/api/auth/login", guess)
          #expect(refusal.status == 429 && refusal.isWholeProblem)
          let wait = try #require(refusal["Retry-After"].flatMap { Int($0) })
          #expect((1...900).contains(wait))
          #expect(refusal["RateLimit-Limit"] == "10")
          #expect(refusal["RateLimit-Remaining"] == "0")
          #expect(refusal["RateLimit-Reset"] == "\(wait)")
        }
      }
    }

    @Test(
      "A new signing key signs nobody out, at no server and not in its first second",
      arguments: StorageSet.shared)
    func rotation(on set: StorageSet) async throws {
      try await Deployment.with(set) { deployment in
        try await deployment.serving { first in
          let ada = try Person.register("Ada", at: first)
          for _ in 0..<3 {
            #expect(try deployment.run("atrium", "auth", "rotate-keys").exitCode == 0)
            // It reads the keys at its start, so its tokens are by the new one.
            try await deployment.serving { second in
              for _ in 0..<2 {
                let bola = try Person.login(ada.email, at: second)
                for server in [first, second] {
                  #expect(try bola.client(of: server).get("/api/auth/me").status == 200)
                  #expect(try ada.client(of: server).get("/api/auth/me").status == 200)
                }
              }
            }
          }
        }
      }
    }
  }
}
