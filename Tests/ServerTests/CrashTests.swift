import Foundation
import Testing

extension ServerTests {
  /// A server that is killed in the middle of its work.
  @Suite struct CrashTests {
    @Test(
      "Killed twenty times, the server loses nothing it acknowledged and repeats nothing",
      arguments: StorageSet.allCases)
    func kills(on set: StorageSet) async throws {
      try await Deployment.with(set) { deployment in
        var server = try deployment.start()
        defer { server.kill() }
        let bank = try await Bank.open(deployment, server, people: 6, each: 1_000_00)
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededGenerator(seed)
        let load = Load(bank)

        for round in 0..<20 {
          load.add(bank.orders(40, "round-\(round)", seed: random.next()))
          let end = load.finished.count + Int.random(in: 1...25, using: &random)
          let running = server
          try await load.run(at: running, clients: 8) { finished in
            if finished == end { running.process.signal(SIGKILL) }
          }
          running.kill()
          server = try deployment.start()
        }
        while !load.isDone { try await load.run(at: server, clients: 8) { _ in } }

        #expect(load.unexpected == [], "seed \(seed)")
        #expect(load.finished.count == 20 * 40, "seed \(seed)")
        #expect(try await load.replay(at: server, clients: 8) == [], "seed \(seed)")
        #expect(
          try bank.balances(at: server) == bank.balances(after: load.posted), "seed \(seed)")
        let ids = load.finished.filter { $0.answer.status == 201 }.map { $0.answer.string("id") }
        let paid = try bank.movements(at: server).filter { $0.direction == "debit" }.map(\.id)
        // Besides the openings, each acknowledged transfer is there once, and no other.
        #expect(Set(paid).isSuperset(of: ids.compactMap(\.self)), "seed \(seed)")
        #expect(paid.count == ids.count + bank.people.count - 1, "seed \(seed)")
        #expect(try deployment.findings() == nil, "seed \(seed)")
      }
    }
  }
}
