import Testing

extension ServerTests {
  /// Money under load.
  @Suite struct ConcurrentTransferTests {
    @Test(
      "Five hundred transfers at once move money about and neither make nor lose any",
      arguments: StorageSet.allCases)
    func conservation(on set: StorageSet) async throws {
      try await Deployment.with(set) { deployment in
        try await deployment.serving { server in
          let bank = try await Bank.open(deployment, server, people: 10, each: 1_000_00)
          let seed = UInt64.random(in: 0...UInt64.max)
          let load = Load(bank, bank.orders(500, "order", seed: seed))
          try await load.run(at: server, clients: 16) { _ in }

          #expect(load.unexpected == [], "seed \(seed)")
          #expect(load.finished.count == 500, "seed \(seed)")
          let balances = try bank.balances(at: server)
          #expect(balances.reduce(0, +) == bank.total, "seed \(seed)")
          #expect(balances == bank.balances(after: load.posted), "seed \(seed)")
          #expect(
            try bank.movements(at: server).allSatisfy { $0.balanceAfter >= 0 }, "seed \(seed)")
          #expect(try deployment.findings() == nil, "seed \(seed)")
        }
      }
    }

    @Test("Nobody can spend the same money twice", arguments: StorageSet.allCases)
    func doubleSpending(on set: StorageSet) async throws {
      try await Deployment.with(set) { deployment in
        try await deployment.serving { server in
          let bank = try await Bank.open(deployment, server, people: 2, each: 10_00)
          let answers = try await concurrently(20) { number in
            try bank.send(
              Order(key: "all-\(number)", from: 0, to: 1, minorUnits: 10_00), by: server.client())
          }
          #expect(answers.filter { $0.status == 201 }.count == 1)
          #expect(answers.filter { $0.code == "insufficient_funds" }.count == 19)
          #expect(try bank.balances(at: server) == [0, 20_00])
        }
      }
    }

    @Test(
      "One PIN token moves money once, whatever is sent at once under one key",
      arguments: StorageSet.allCases)
    func pinToken(on set: StorageSet) async throws {
      try await Deployment.with(set) { deployment in
        try await deployment.serving { server in
          let bank = try await Bank.open(deployment, server, people: 2, each: 100_00)
          let ada = bank.people[0].client(of: server)
          let pin = #"{"pin": "4711", "password": "\#(Person.password)"}"#
          #expect(try ada.post("/api/auth/pin", pin).status == 204)
          for round in 1...10 {
            let proof = try ada.post(
              "/api/auth/pin/verify", #"{"pin": "4711", "action": "transfer", "amount": "1.00"}"#)
            let token = try #require(proof.string("pin_token"), "\(proof.text)")
            @Sendable func pay(_ key: String, _ note: String, by client: Client) throws -> Int {
              try client.send(
                "POST", "/api/ajo/wallet/transfer",
                [("Idempotency-Key", "\(key)-\(round)"), ("X-Pin-Token", token)],
                body: """
                  {"to_user_id": "\(bank.people[1].id)", "amount": "1.00", "note": "\(note)"}
                  """
              ).status
            }
            let atOnce = try await concurrently(2) { number in
              try pay("shared", "note \(number)", by: bank.people[0].client(of: server))
            }
            let later = try pay("fresh", "later", by: ada)
            #expect((atOnce + [later]).filter { $0 == 201 }.count == 1, "\(atOnce) \(later)")
          }
          #expect(try bank.balances(at: server) == [90_00, 110_00])
        }
      }
    }
  }
}
