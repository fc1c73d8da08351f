import Glibc
import Kernel
import KernelTesting
import Ledger
import LedgerTesting
import PlatformSQL
import Ports
import Storage
import StorageTesting
import Testing
import WorkTesting

/// What a server that is killed in the middle of a deletion leaves behind, on every engine.
@Suite struct KilledDeletionTests {
  /// How many databases there are, and in which of them the server is killed.
  enum Killing: Int, CaseIterable, Sendable {
    case inTheOneDatabase, atHome, elsewhere

    var databases: LeavingScene.Databases { self == .inTheOneDatabase ? .one : .two }
  }

  @Test(
    "Killed between any two statements, a deletion is made or is not, and the next one is made",
    arguments: Engine.allCases, Killing.allCases)
  func anywhere(on engine: Engine, _ killing: Killing) async throws {
    let scene = try await LeavingScene(on: engine, killing.databases)
    let home = try #require(Engine.address(of: scene.home.ledger.database))
    let other = try #require(Engine.address(of: scene.other.ledger.database))
    let steps = try await Self.steps(of: scene, killing)
    try #require(steps > 3)
    var madeBefore = 0
    for step in 1...steps {
      let ada = try await scene.person()
      let (user, chosen) = ("\(ada)", killing.rawValue)
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [
          home = home as String, other = other as String, user = user as String,
          chosen = chosen as Int, step = step as Int
        ] in
        let killing = try #require(Killing(rawValue: chosen))
        let scene = try Self.scene(
          killing, over: try Engine.open(home), try Engine.open(other)
        ) { MortalDatabase($0, dyingAt: step) }
        try await scene.delete(try #require(UserID(user)))
      }
      scene.clock.advance(seconds: 61)
      try await scene.work()
      let found = try await scene.whereabouts(of: ada)
      #expect([.gone, .here()].contains(found), "killed at step \(step) of \(steps)")
      if found.isGone { madeBefore += 1 } else { try await scene.delete(ada) }
      #expect(try await scene.whereabouts(of: ada) == .gone)
    }
    #expect(madeBefore < steps)
  }

  /// How many steps a deletion takes in the database.
  private static func steps(of scene: LeavingScene, _ killing: Killing) async throws -> Int {
    let ada = try await scene.person()
    let chosen = killing == .elsewhere ? scene.other : scene.home
    let watched = MortalDatabase(chosen.ledger.database, dyingAt: 0)
    try await Self.scene(
      killing, over: scene.home.ledger.database, scene.other.ledger.database
    ) { _ in watched }.delete(ada)
    return watched.steps
  }

  private static func scene(
    _ killing: Killing, over home: any Database, _ other: any Database,
    wrapping: (any Database) -> any Database
  ) throws -> LeavingScene {
    try LeavingScene(
      over: killing == .elsewhere ? home : wrapping(home),
      killing == .elsewhere ? wrapping(other) : other, killing.databases)
  }
}
