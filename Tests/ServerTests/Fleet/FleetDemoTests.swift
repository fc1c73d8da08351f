import Foundation
import JSON
import Testing

extension ServerTests {
  /// Fleet's demo, and the commands by which an operator looks at what it made.
  @Suite struct FleetDemoTests {
    @Test("A demo has sixty days of fuel, its books agree, and again it adds nothing")
    func demo() async throws {
      try await Deployment.with(.sqlite) { deployment in
        let made = try Self.json(deployment, "demo", "seed", "--yes", "--users", "24")
        #expect(made["companies_made"]?.int64 == 5 && made["drivers_made"]?.int64 == 12)
        #expect(made["fuel_transactions_made"]?.int64 == 400)
        #expect(made["fuel_transactions_refused"]?.int64 == 0)
        #expect(made["topups_made"]?.int64 == 40 && made["topups_refused"]?.int64 == 0)
        let again = try Self.json(deployment, "demo", "seed", "--yes", "--users", "24")
        for kind in ["companies", "drivers", "fuel_transactions", "topups"] {
          #expect(again["\(kind)_made"]?.int64 == 0, "\(kind)")
        }
        #expect(again["fuel_transactions_found"]?.int64 == 400)
        #expect(try deployment.run("atrium", "ledger", "verify").exitCode == 0)

        var states: [String: Int] = [:]
        let all = try Self.json(deployment, "fleet", "transaction", "list", "--limit", "1000")
        for sale in all.elements { states[sale["status"]?.string ?? "", default: 0] += 1 }
        #expect(states.values.reduce(0, +) == 400)
        #expect(
          Set(states.keys) == ["pending", "approved", "rejected", "cancelled", "expired"])
        #expect(
          try Self.json(deployment, "fleet", "company", "list", "--type", "consumer").count == 3)
        #expect(try Self.json(deployment, "fleet", "account", "list").count == 5)
      }
    }

    @Test("An operator acts for companies, and is told in words what is refused")
    func commands() async throws {
      try await Deployment.with(.sqlite) { deployment in
        _ = try Self.json(deployment, "demo", "seed", "--yes", "--users", "9")
        let company = try #require(
          try Self.first(deployment, "fleet", "company", "list", "--type", "consumer"))
        let id = try #require(company["id"]?.string)
        let stopped = try Self.json(
          deployment, "fleet", "company", "deactivate", id, "--reason", "as agreed")
        #expect(stopped["is_active"]?.bool == false)
        let started = try Self.json(
          deployment, "fleet", "company", "activate", id, "--reason", "as agreed")
        #expect(started["is_active"]?.bool == true)

        let account = try #require(try Self.first(deployment, "fleet", "account", "list"))
        let place = try #require(account["id"]?.string)
        for _ in 1...2 {
          let put = try Self.json(
            deployment, "fleet", "top-up", place, "--amount", "100.00", "--key", "once")
          #expect(put["amount"]?.string == "100.00")
        }
        let reused = try deployment.run(
          "atrium", "fleet", "top-up", place, "--amount", "200.00", "--key", "once", "--json")
        #expect(reused.exitCode != 0 && (reused.output + reused.errors).contains("id_taken"))

        let waiting = try #require(
          try Self.first(deployment, "fleet", "transaction", "list", "--status", "pending"))
        let sale = try #require(waiting["id"]?.string)
        let ended = try Self.json(
          deployment, "fleet", "transaction", "expire", sale, "--reason", "the pump broke")
        #expect(ended["status"]?.string == "expired")
        let twice = try deployment.run(
          "atrium", "fleet", "transaction", "expire", sale, "--reason", "again", "--json")
        #expect(twice.exitCode != 0 && (twice.output + twice.errors).contains("not_pending"))
        let unknown = try deployment.run("atrium", "fleet", "receipt", "verify", "nonsense")
        #expect(unknown.exitCode != 0)
        #expect(try deployment.run("atrium", "ledger", "verify").exitCode == 0)
      }
    }

    private static func json(
      _ deployment: Deployment, _ words: String...
    ) throws -> JSONValue {
      try json(deployment, words)
    }

    private static func first(
      _ deployment: Deployment, _ words: String...
    ) throws -> JSONValue? {
      Array(try json(deployment, words).elements).first
    }

    private static func json(_ deployment: Deployment, _ words: [String]) throws -> JSONValue {
      let outcome = try Programs.run("atrium", words + ["--json"], in: deployment.folder)
      #expect(outcome.exitCode == 0, "\(words): \(outcome.errors)")
      return try JSONDocument(parsing: outcome.output).root
    }
  }
}
