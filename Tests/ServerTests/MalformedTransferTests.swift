import JSON
import Testing

extension ServerTests {
  /// Requests that must not move money.
  @Suite struct MalformedTransferTests {
    /// Amounts as they stand in JSON, each with what is wrong with it.
    static let amounts: [(json: String, fault: String)] = [
      ("-1", "not_positive"), ("0", "not_positive"), ("\"0.00\"", "not_positive"),
      ("-0", "not_positive"), ("\"-92233720368547758.09\"", "not_positive"),
      ("\"0.001\"", "too_many_digits"), ("1.005", "too_many_digits"),
      ("1e3", "invalid"), ("\"1e3\"", "invalid"), ("\"NaN\"", "invalid"), ("\"\"", "invalid"),
      ("\" 1\"", "invalid"), ("\"+1\"", "invalid"), ("\"1.\"", "invalid"), ("\".5\"", "invalid"),
      ("\"01\"", "invalid"), ("\"1,00\"", "invalid"), ("\"0x10\"", "invalid"),
      ("\"１\"", "invalid"), ("\"1\\u0000\"", "invalid"),
      ("\"10000000000000.01\"", "out_of_range"), ("9223372036854775808", "out_of_range"),
      ("92233720368547758.08", "out_of_range"),
      ("99999999999999999999999999999999999999999", "out_of_range"),
      ("true", "wrong_type"), ("[]", "wrong_type"), ("{}", "wrong_type"), ("null", "required"),
    ]

    /// Bodies that are no JSON, each with a word of why.
    static func bodies(to recipient: String) -> [(body: [UInt8], why: String)] {
      let deep = String(repeating: "[", count: 100_000)
      let good = "\"to_user_id\": \"\(recipient)\""
      let texts = [
        ("{\(good), \"amount\": 1, \"amount\": 1}", "duplicate key"),
        ("{\(good), \"amount\": 1, \"amo\\u0075nt\": 2}", "duplicate key"),
        ("{\(good), \"amount\": 1, \"note\": \(deep)", "nested too deeply"),
        ("{\(good), \"amount\": 1} 1", "more text"),
        ("\u{FEFF}{\(good), \"amount\": 1}", "byte order"),
        ("{\(good), \"amount\": NaN}", "at byte"), ("{\(good), \"amount\": 01}", "number"),
        ("{\(good), \"amount\": 1, \"note\": \"\\ud800\"}", "surrogate"),
        ("{\(good), \"amount\": 1,}", "at byte"), ("{\(good), \"amount\": 1", "too early"),
        ("", "empty"),
      ]
      return texts.map { (Array($0.0.utf8), $0.1) } + [
        (Array("{\(good), \"amount\": 1, \"note\": \"".utf8) + [0xFF] + Array("\"}".utf8), "UTF-8")
      ]
    }

    @Test("What is malformed is refused by name and moves no money", arguments: StorageSet.allCases)
    func table(on set: StorageSet) async throws {
      try await Deployment.with(set) { deployment in
        try await deployment.serving { server in
          let bank = try await Bank.open(deployment, server, people: 2, each: 100_00)
          let recipient = bank.people[1].id
          let client = bank.people[0].client(of: server)
          for (json, fault) in Self.amounts {
            let answer = try client.post(
              "/api/ajo/wallet/transfer", "{\"to_user_id\": \"\(recipient)\", \"amount\": \(json)}")
            #expect(answer.status == 422, "\(json)")
            #expect(answer.faults == ["amount \(fault)"], "\(json)")
            #expect(answer.isWholeProblem, "\(json)")
          }
          for (body, why) in Self.bodies(to: recipient) {
            let answer = try send(body, as: bank.people[0], to: server)
            #expect(answer.status == 400, "\(why)")
            #expect(answer.code == "bad_json", "\(why)")
            #expect(answer.string("detail")?.contains(why) == true, "\(answer.text)")
            #expect(answer.isWholeProblem, "\(why)")
          }
          #expect(try bank.balances(at: server) == [100_00, 100_00])
          #expect(try deployment.findings() == nil)
        }
      }
    }

    @Test("Every bad field is named at once", arguments: StorageSet.allCases)
    func allFaults(on set: StorageSet) async throws {
      try await Deployment.with(set) { deployment in
        try await deployment.serving { server in
          let client = try Person.register("Ada", at: server).client(of: server)
          let long = String(repeating: "x", count: 300)
          let answer = try client.post(
            "/api/ajo/wallet/transfer",
            "{\"to_user_id\": 7, \"amount\": \"x\", \"note\": \"\(long)\"}")
          #expect(answer.status == 422)
          #expect(
            answer.faults == ["to_user_id wrong_type", "amount invalid", "note too_long"])
          let empty = try client.post("/api/ajo/wallet/transfer", "{}")
          #expect(empty.faults == ["to_user_id required", "amount required"])
          #expect(try client.post("/api/ajo/wallet/transfer", "[]").faults == ["body wrong_type"])
        }
      }
    }

    private func send(
      _ body: [UInt8], as person: Person, to server: AtriumServer
    ) throws -> Answer {
      let wire = try Wire(port: server.port)
      try wire.send(
        """
        POST /api/ajo/wallet/transfer HTTP/1.1\r
        Host: localhost\r
        Authorization: Bearer \(person.accessToken)\r
        Content-Length: \(body.count)\r
        \r

        """)
      try wire.send(body)
      return try wire.answer()
    }
  }
}
