import Foundation
import JSON
import Testing

extension ServerTests {
  /// What operators put right at the command line.
  @Suite struct CorrectionCommandTests {
    @Test(
      "A credit is reversed once; what was spent of it needs --force, and is owed",
      arguments: StorageSet.allCases)
    func reverse(on set: StorageSet) async throws {
      try await Deployment.with(set) { deployment in
        try await deployment.serving { server in
          let ada = try Person.register("Ada", at: server)
          let bola = try Person.register("Bola", at: server)
          try deployment.credit(ada, "10.00")
          let id = try newest(of: ada, at: server)
          let sent = try ada.client(of: server).post(
            "/api/ajo/wallet/transfer", #"{"to_email":"\#(bola.email)","amount":"4.00"}"#,
            key: "lunch")
          #expect(sent.status == 201)
          let refused = try deployment.run(
            "atrium", "ajo", "reverse", "--transaction", id, "--reason", "twice")
          #expect(refused.exitCode == 1 && refused.errors.contains("not enough left"))
          let reversed = try deployment.run(
            "atrium", "ajo", "reverse", "--transaction", id, "--reason", "twice", "--force",
            "--json")
          let answer = try JSONDocument(parsing: Array(reversed.output.utf8)).root
          #expect(reversed.exitCode == 0 && answer["debt"]?.string == "4.00")
          #expect(answer["transaction_id"]?.string == id)
          #expect(try ada.balance(at: server) == 0)
          let again = try deployment.run(
            "atrium", "ajo", "reverse", "--transaction", id, "--reason", "twice", "--force")
          #expect(again.exitCode == 1 && again.errors.contains("reversed once"))
          let final = try deployment.run(
            "atrium", "ajo", "reverse", "--transaction", try newest(of: ada, at: server),
            "--reason", "back")
          #expect(final.exitCode == 1 && final.errors.contains("A reversal is final"))
          for bad in [["--transaction", "1"], ["--transaction", id, "--reason", ""]] {
            #expect(try run(deployment, bad).exitCode == 64)
          }
          #expect(try deployment.findings() == nil)
        }
      }
    }

    @Test("Without a provider no books are compared; what is no date is told so")
    func reconcile() async throws {
      try await Deployment.with(.sqlite) { deployment in
        try await deployment.serving { _ in
          let found = try deployment.run(
            "atrium", "ajo", "reconcile", "--date", "2026-01-31", "--json")
          #expect(found.exitCode == 0 && found.output.hasPrefix("[]"))
          let bad = try deployment.run("atrium", "ajo", "reconcile", "--date", "yesterday")
          #expect(bad.exitCode == 64)
        }
      }
    }

    private func run(_ deployment: Deployment, _ options: [String]) throws -> Programs.Outcome {
      options.count == 2
        ? try deployment.run("atrium", "ajo", "reverse", options[0], options[1], "--reason", "x")
        : try deployment.run(
          "atrium", "ajo", "reverse", options[0], options[1], options[2], options[3])
    }

    private func newest(of person: Person, at server: AtriumServer) throws -> String {
      let book = try person.client(of: server).get("/api/ajo/wallet/transactions?limit=1")
      return try #require(book.json?["items"]?.elements.map { $0["id"]?.string }.first ?? nil)
    }
  }
}
