import Events
import Glibc
import Kernel
import Storage
import StorageTesting
import Testing

@testable import PlatformSQL

extension EventContracts {
  /// When a history counts as broken, on every engine.
  @Suite struct EpochContractTests {
    @Test("A history keeps its epoch while nothing happens to its rows", arguments: Engine.allCases)
    func stable(on engine: Engine) async throws {
      let scene = try await EventScene(on: engine)
      let first = try await scene.history().news(after: 0, limit: 1).epoch
      #expect(!first.isEmpty)
      try await scene.publish(1, to: ["user:1"])
      try await scene.relaying().handOnAll()
      let again = try await scene.history().news(after: 0, limit: 1)
      #expect(again.epoch == first && again.position == 1)
      #expect(try await scene.page("user:1").epoch == first)
      #expect(try await scene.history().ends(of: ["user:1", "user:2"]).epoch == first)
    }

    @Test(
      "Rows that came from elsewhere are another history, and all who look at once see the same",
      arguments: Engine.allCases)
    func elsewhere(on engine: Engine) async throws {
      let scene = try await EventScene(on: engine)
      let first = try await scene.history().news(after: 0, limit: 1).epoch
      let connection = try scene.platform.connect()
      try HistoryHead.interrupt(in: connection)
      connection.close()

      let history = try await scene.history()
      let epochs = try await withThrowingTaskGroup(of: String.self) { group in
        for number in 0..<10 {
          group.addTask {
            number % 2 == 0
              ? try await history.news(after: 0, limit: 1).epoch
              : try await history.ends(of: ["user:1"]).epoch
          }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(Set(epochs).count == 1)
      #expect(epochs.first != first)
    }

    @Test("A relay is the first to see that, too", arguments: Engine.allCases)
    func relayed(on engine: Engine) async throws {
      let scene = try await EventScene(on: engine)
      let first = try await scene.history().news(after: 0, limit: 1).epoch
      let connection = try scene.platform.connect()
      try HistoryHead.interrupt(in: connection)
      connection.close()
      try await scene.publish(1, to: ["user:1"])
      try await scene.relaying().handOnAll()
      let page = try await scene.page("user:1")
      #expect(page.epoch != first && page.last == 1)
    }

    @Test("A history that went backwards is renewed once", arguments: Engine.allCases)
    func renewed(on engine: Engine) async throws {
      let scene = try await EventScene(on: engine)
      let history = try await scene.history()
      let first = try await history.news(after: 0, limit: 1).epoch
      try await history.renew(first)
      let second = try await history.news(after: 0, limit: 1).epoch
      try await history.renew(first)
      #expect(second != first)
      #expect(try await history.news(after: 0, limit: 1).epoch == second)
    }

    @Test("A file is told from the one that was removed before it, which had the same number")
    func replaced() throws {
      let path = "/tmp/atrium-witness-\(getpid())"
      var seen: Set<String> = []
      for _ in 1...20 {
        close(creat(path, 0o600))
        seen.insert(HistoryWitness.file(at: path))
        unlink(path)
      }
      #expect(seen.count == 20)
    }

    @Test("A database of before the topics is not touched", arguments: Engine.allCases)
    func none(on engine: Engine) async throws {
      let database = try await engine.database()
      let connection = try database.connect()
      defer { connection.close() }
      try HistoryHead.interrupt(in: connection)
    }
  }
}
