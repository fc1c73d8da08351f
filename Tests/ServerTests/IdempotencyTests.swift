import Testing

extension ServerTests {
  /// What a key makes safe.
  @Suite struct IdempotencyTests {
    @Test(
      "Fifty requests at once under one key are one transfer, told in the same bytes",
      arguments: StorageSet.allCases)
    func race(on set: StorageSet) async throws {
      try await Deployment.with(set) { deployment in
        try await deployment.serving { server in
          let bank = try await Bank.open(deployment, server, people: 2, each: 100_00)
          let order = Order(key: "once", from: 0, to: 1, minorUnits: 30_00)
          let answers = try await concurrently(50) { _ in
            let client = server.client()
            var answer = try bank.send(order, by: client)
            while answer.code == "idempotency_in_progress", answer["Retry-After"] != nil {
              answer = try bank.send(order, by: client)
            }
            return answer
          }
          #expect(answers.allSatisfy { $0.status == 201 }, "\(answers.map(\.status))")
          #expect(Set(answers.map(\.text)).count == 1)
          #expect(answers.filter { $0["Idempotency-Replayed"] == nil }.count == 1)
          #expect(try bank.balances(at: server) == [70_00, 130_00])
        }
      }
    }

    @Test("A key belongs to one body, one user and one route", arguments: StorageSet.allCases)
    func otherBody(on set: StorageSet) async throws {
      try await Deployment.with(set) { deployment in
        try await deployment.serving { server in
          let bank = try await Bank.open(deployment, server, people: 3, each: 100_00)
          let client = server.client()
          let first = Order(key: "key", from: 0, to: 1, minorUnits: 10_00)
          #expect(try bank.send(first, by: client).status == 201)

          let other = Order(key: "key", from: 0, to: 1, minorUnits: 10_01)
          let refusal = try bank.send(other, by: client)
          #expect(refusal.status == 422)
          #expect(refusal.code == "idempotency_key_reused")
          #expect(refusal.isWholeProblem)

          let elsewhere = Order(key: "key", from: 2, to: 1, minorUnits: 10_00)
          #expect(try bank.send(elsewhere, by: client).status == 201)
          #expect(try bank.balances(at: server) == [90_00, 120_00, 90_00])
        }
      }
    }

    @Test(
      "A refusal by the state of things is repeated, one of form is not",
      arguments: StorageSet.allCases)
    func refusals(on set: StorageSet) async throws {
      try await Deployment.with(set) { deployment in
        try await deployment.serving { server in
          let bank = try await Bank.open(deployment, server, people: 2, each: 10_00)
          let client = server.client()
          let tooMuch = Order(key: "much", from: 0, to: 1, minorUnits: 10_01)
          let before = try bank.send(tooMuch, by: client)
          #expect(before.code == "insufficient_funds")
          #expect(before["Idempotency-Replayed"] == nil)

          try deployment.credit(bank.people[0], "100.00")
          let after = try bank.send(tooMuch, by: client)
          #expect(after.status == 409)
          #expect(after.body == before.body)
          #expect(after["Idempotency-Replayed"] == "true")

          let malformed = Order(key: "form", from: 0, to: 1, minorUnits: 0)
          #expect(try bank.send(malformed, by: client).faults == ["amount not_positive"])
          let mended = Order(key: "form", from: 0, to: 1, minorUnits: 1)
          #expect(try bank.send(mended, by: client).status == 201)
          #expect(try bank.balances(at: server) == [109_99, 10_01])
        }
      }
    }
  }
}
