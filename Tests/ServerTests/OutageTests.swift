import Foundation
import Testing

extension ServerTests {
  /// A Postgres that goes away and comes back.
  @Suite(.serialized) struct OutageTests {
    /// A server that nobody else needs: one of these tests at a time has it.
    private static let postgres = Result { try PostgresInstance.start() }

    @Test(
      "When Postgres is restarted under load, what was acknowledged is there and the rest goes on",
      arguments: StorageSet.restartable)
    func restart(on set: StorageSet) async throws {
      let postgres = try Self.postgres.get()
      try await Deployment.with(set, postgres: postgres) { deployment in
        try await deployment.serving { server in
          let bank = try await Bank.open(deployment, server, people: 6, each: 1_000_00)
          let seed = UInt64.random(in: 0...UInt64.max)
          let load = Load(bank, bank.orders(600, "order", seed: seed))
          try await load.run(at: server, clients: 8) { finished in
            // Whoever finishes these waits for the restart; the others keep sending.
            if finished == 100 || finished == 300 { try? postgres.restart() }
          }
          #expect(load.isDone, "seed \(seed)")
          #expect(load.unexpected == [], "seed \(seed)")
          #expect(load.finished.count == 600, "seed \(seed)")
          #expect(try await load.replay(at: server, clients: 8) == [], "seed \(seed)")
          #expect(
            try bank.balances(at: server) == bank.balances(after: load.posted), "seed \(seed)")
          #expect(try deployment.findings() == nil, "seed \(seed)")
        }
      }
    }

    @Test(
      "While Postgres is away the server says so and asks for patience; afterwards it works",
      arguments: StorageSet.restartable)
    func absence(on set: StorageSet) async throws {
      let postgres = try Self.postgres.get()
      try await Deployment.with(set, postgres: postgres) { deployment in
        try await deployment.serving { server in
          let bank = try await Bank.open(deployment, server, people: 2, each: 100_00)
          let client = bank.people[0].client(of: server)
          let order = Order(key: "patience", from: 0, to: 1, minorUnits: 10_00)
          #expect(try client.get("/readyz").status == 200)

          try postgres.halt()
          // At once, since each waits a while for Postgres before it gives up.
          let answers = try await concurrently(3) { number in
            let client = bank.people[0].client(of: server)
            return switch number {
            case 0: try client.get("/api/ajo/wallet")
            case 1: try client.get("/readyz")
            default: try bank.send(order, by: client)
            }
          }
          for answer in answers {
            #expect(answer.status == 503)
            #expect(answer["Retry-After"].flatMap { Int($0) } ?? 0 >= 1)
            #expect(answer.isWholeProblem, "\(answer.text)")
          }
          #expect(try client.get("/healthz").status == 200)

          try postgres.resume()
          let deadline = Date(timeIntervalSinceNow: 30)
          var answer = try bank.send(order, by: client)
          while answer.status == 503, Date() < deadline {
            answer = try bank.send(order, by: client)
          }
          #expect(answer.status == 201, "\(answer.text)")
          #expect(try bank.balances(at: server) == [90_00, 110_00])
          #expect(try client.get("/readyz").status == 200)
        }
      }
    }

    @Test(
      "The first request after Postgres went waits a moment for its limit, and is counted here",
      .alone, arguments: [StorageSet.mixed])
    func limits(on set: StorageSet) async throws {
      let postgres = try Self.postgres.get()
      let settings = "[rate_limit]\nrequests = 3\nwindow = \"60s\""
      try await Deployment.with(set, postgres: postgres, settings: settings) { deployment in
        try await deployment.serving { server in
          let client = server.client()
          let path = "/.well-known/jwks.json"
          #expect(try client.get(path)["RateLimit-Remaining"] == "2")
          try postgres.halt()
          let began = ContinuousClock.now
          let answer = try client.get(path)
          let waited = ContinuousClock.now - began
          try postgres.resume()
          #expect(answer.status == 200)
          // A quarter of a second, and as much as a busy machine may add.
          #expect(waited < .milliseconds(1_500), "\(waited)")
        }
      }
    }
  }
}
