import Example
import ExampleTesting
import Glibc
import Kernel
import KernelTesting
import Ports
import Storage
import StorageTesting
import Testing

/// What a process leaves behind that is killed in the middle of a change, on every engine.
@Suite struct KilledProcessTests {
  @Test(
    "Killed between any two statements, a process leaves a whole item or none",
    arguments: Engine.allCases)
  func creation(on engine: Engine) async throws {
    let fixture = try await ExampleFixture(on: engine)
    let ada = try await fixture.user()
    let (address, owner) = (try #require(Engine.address(of: fixture.database)), "\(ada)")
    try await expectWholeWhenKilled(on: fixture.database, traces: fixture.traces) {
      _ = try? await Self.create($0, for: ada, in: $1)
    } die: { number in
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [address = address as String, owner = owner as String, number = number as Int] in
        let database = MortalDatabase(try Engine.open(address), dyingAt: number)
        try await Self.create(number, for: try #require(UserID(owner)), in: database)
      }
    }
  }

  @Test(
    "Killed between any two statements, a process leaves a whole rename or none",
    arguments: Engine.allCases)
  func rename(on engine: Engine) async throws {
    let fixture = try await ExampleFixture(on: engine)
    let ada = try await fixture.user()
    let made = try await fixture.create("tea", for: ada)
    let (address, owner) = (try #require(Engine.address(of: fixture.database)), "\(ada)")
    let item = "\(made.id)"
    try await expectWholeWhenKilled(on: fixture.database) {
      try await fixture.renames(of: made)
    } change: {
      _ = try? await Self.rename(made.id, $0, of: ada, in: $1)
    } die: { number in
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [
          address = address as String, owner = owner as String, item = item as String,
          number = number as Int
        ] in
        let database = MortalDatabase(try Engine.open(address), dyingAt: number)
        try await Self.rename(
          try #require(Item.ID(item)), number, of: try #require(UserID(owner)), in: database)
      }
    }
  }

  private static func create(
    _ number: Int, for owner: UserID, in database: any Database
  ) async throws {
    _ = try await ExampleFixture(over: database).create(
      "item \(number)", for: owner, under: "key \(number)")
  }

  /// Renames what was renamed so many times, as `If-Match` has it.
  private static func rename(
    _ item: Item.ID, _ number: Int, of owner: UserID, in database: any Database
  ) async throws {
    struct Stale: Error {}
    _ = try await ExampleFixture(over: database).items.rename(
      item, to: "title \(number)", of: owner, by: .operatorConsole,
      precondition: { if $0 != number + 1 { throw Stale() } })
  }
}
