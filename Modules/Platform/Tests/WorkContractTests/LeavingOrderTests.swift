import Kernel
import KernelTesting
import Ledger
import LedgerTesting
import PlatformSQL
import Ports
import Storage
import StorageTesting
import Synchronization
import Testing
import WorkTesting

/// Whom a deletion asks, and when, on every engine, where contexts share a database and where not.
@Suite struct LeavingOrderTests {
  typealias Databases = LeavingScene.Databases

  /// What the context of accounts refuses by itself.
  private struct Stale: Error, Equatable {}

  @Test(
    "What is refused at home asks nobody and closes nothing", arguments: Engine.allCases,
    Databases.allCases)
  func refusedAtHome(on engine: Engine, _ databases: Databases) async throws {
    let scene = try await LeavingScene(on: engine, databases)
    let (ada, bola) = (try await scene.person(), try await scene.person(holding: .naira(5)))
    let before = try await scene.traces()
    await #expect(throws: Stale()) {
      try await scene.delete(ada, if: { _, _ in throw Stale() })
    }
    #expect(scene.asked.users.withLock { $0 } == [])
    #expect(try await scene.traces() == before)
    #expect(try await scene.whereabouts(of: ada) == .here())
    _ = try await scene.pay(ada, from: bola).get()
  }

  @Test(
    "Nobody is asked about an unknown id, and no account is opened for it",
    arguments: Engine.allCases, Databases.allCases)
  func unknown(on engine: Engine, _ databases: Databases) async throws {
    let scene = try await LeavingScene(on: engine, databases)
    _ = try await scene.person(holding: .naira(5))
    let before = try await scene.traces()
    let nobody: UserID = scene.home.ledger.ids.make()
    await #expect(throws: NotFound()) { try await scene.delete(nobody) }
    #expect(scene.asked.users.withLock { $0 } == [])
    #expect(try await scene.traces() == before)
    #expect(try await scene.other.ledger.ledger.account(scene.other.ledger.wallet(nobody)) == nil)
  }

  @Test(
    "Who has left is not found, whatever else refuses a deletion", arguments: Engine.allCases,
    Databases.allCases)
  func twice(on engine: Engine, _ databases: Databases) async throws {
    let scene = try await LeavingScene(on: engine, databases)
    let ada = try await scene.person()
    try await scene.delete(ada)
    let before = try await scene.traces()
    for minute in 0...1 {
      scene.clock.advance(seconds: Int64(61 * minute))
      await #expect(throws: NotFound()) { try await scene.delete(ada) }
      await #expect(throws: NotFound()) { try await scene.delete(ada, if: { _, _ in }) }
    }
    #expect(scene.asked.users.withLock { $0 } == [ada])
    #expect(try await scene.traces() == before)
  }

  @Test(
    "What changes at home while others are asked refuses the deletion, and nothing stays closed",
    arguments: Engine.allCases, Databases.allCases)
  func changedMeanwhile(on engine: Engine, _ databases: Databases) async throws {
    let scene = try await LeavingScene(on: engine, databases)
    let (ada, bola) = (try await scene.person(), try await scene.person(holding: .naira(5)))
    await #expect(throws: NotFound()) {
      try await scene.delete(
        ada,
        meanwhile: {
          try await scene.home.ledger.database.execute(
            "UPDATE test_tickets SET state = 'elsewhere' WHERE id = \(ada)")
        })
    }
    #expect(try await scene.whereabouts(of: ada) == .here())
    _ = try await scene.pay(ada, from: bola).get()
  }

  @Test(
    "A home that was restored deletes again whom the others know to be gone",
    arguments: Engine.allCases)
  func restored(on engine: Engine) async throws {
    let scene = try await LeavingScene(on: engine, .two)
    let ada = try await scene.person()
    try await scene.delete(ada)
    let home = scene.home.ledger.database
    try await home.execute("DELETE FROM platform_leavers")
    try await home.execute("UPDATE test_tickets SET state = 'here' WHERE id = \(ada)")
    try await scene.delete(ada)
    #expect(try await scene.whereabouts(of: ada) == .gone)
  }
}
