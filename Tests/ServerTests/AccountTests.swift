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
          let nothing = try client.post(
            "/api/auth/register",
            #"{"email": "ada", "password": "         ", "date_of_birth": "1800-01-01"}"#)
          #expect(nothing.status == 422)
          #expect(
            Set(nothing.faults) == [
              "email invalid", "password blank", "date_of_birth out_of_range", "name required",
            ])
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
