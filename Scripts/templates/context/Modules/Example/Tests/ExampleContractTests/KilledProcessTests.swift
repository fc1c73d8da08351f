import Example
import ExampleTesting
import Glibc
import Kernel
import KernelTesting
import StorageTesting
import Testing

/// What a process leaves behind that is killed while it makes an item, on every engine.
@Suite struct KilledProcessTests {
  @Test(
    "Killed between any two statements, a process leaves a whole item or none",
    arguments: Engine.allCases)
  func anywhere(on engine: Engine) async throws {
    let fixture = try await ExampleFixture(on: engine)
    let ada = try await fixture.user()
    let address = try #require(Engine.address(of: fixture.database))
    let steps = try await Self.stepsOfACreation(on: engine)
    try #require(steps > 10)
    for step in 1...steps {
      let owner = "\(ada)"
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [address = address as String, owner = owner as String, step = step as Int] in
        try await Self.create(at: address, for: owner, dyingAt: step)
      }
      let traces = try await fixture.traces()
      #expect(Set(traces).count == 1, "after \(step) of \(steps) steps: \(traces)")
      // Whatever was left, the same request once more makes it one item.
      _ = try? await fixture.create("item \(step)", for: ada, under: "key \(step)")
      #expect(try await fixture.traces() == Array(repeating: step, count: traces.count))
    }
    #expect(try await fixture.balance(of: ada) == .naira(Int64(100 - steps)))
  }

  /// How many places there are to die in.
  private static func stepsOfACreation(on engine: Engine) async throws -> Int {
    let fixture = try await ExampleFixture(on: engine)
    let ada = try await fixture.user()
    let mortal = MortalDatabase(fixture.database, dyingAt: 0)
    _ = try await ExampleFixture(over: mortal).create("tea", for: ada, under: "k")
    return mortal.steps
  }

  /// What the process does that dies.
  private static func create(at address: String, for owner: String, dyingAt step: Int) async throws {
    let mortal = MortalDatabase(try Engine.open(address), dyingAt: step)
    _ = try await ExampleFixture(over: mortal).create(
      "item \(step)", for: try #require(UserID(owner)), under: "key \(step)")
  }
}
