import Fleet
import FleetTesting
import Glibc
import Storage
import StorageTesting
import Testing

/// What a process leaves behind that is killed in the middle of a change, on every engine.
@Suite struct KilledChangeTests {
  @Test(
    "Killed between any two statements, a process leaves each change whole or not made",
    arguments: Engine.allCases, KilledChange.allCases)
  func whole(on engine: Engine, change: KilledChange) async throws {
    let fleet = try await FleetFixture(on: engine)
    let stage = try await change.prepare(in: fleet)
    let address = try #require(Engine.address(of: fleet.database))
    let (text, name) = (stage.text, change.rawValue)
    try await expectWholeWhenKilled(on: fleet.database) {
      var counts: [Int] = []
      for trace in change.traces { counts.append(try await fleet.count(trace)) }
      return counts
    } change: { number, database in
      try await change.make(number, on: stage, in: database)
    } die: { number in
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [
          address = address as String, text = text as String, name = name as String,
          number = number as Int
        ] in
        let stage = try #require(KilledStage(text: text))
        let change = try #require(KilledChange(rawValue: name))
        try await change.make(
          number, on: stage, in: MortalDatabase(try Engine.open(address), dyingAt: number))
      }
    }
  }
}
