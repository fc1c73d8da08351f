import Glibc
import Kernel
import KernelTesting
import Ledger
import LedgerTesting
import Storage
import StorageTesting
import Testing
import WorkTesting

@testable import PlatformSQL

/// What a process that is killed in the middle of a unit of work leaves behind, on every engine.
@Suite struct KilledProcessTests {
  @Test(
    "Killed between any two statements, a process leaves all of a unit of work or none",
    arguments: Engine.allCases)
  func anywhere(on engine: Engine) async throws {
    let office = try await TicketOffice(WorkFixture(on: engine), holding: .naira(50))
    let url = try #require(Engine.address(of: office.fixture.ledger.database))
    let steps = try await Self.stepsOfASale(on: engine)
    try #require(steps > 8)
    for step in 1...steps {
      let (buyer, key) = ("\(office.buyer)", "key \(step)")
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [url = url as String, buyer = buyer as String, key = key as String, step = step as Int] in
        try await Self.sell(at: url, to: buyer, under: key, dyingAt: step)
      }
      let traces = try await office.traces()
      #expect(Set(traces).count == 1, "after \(step) of \(steps) steps: \(traces)")
      // Whatever was left, the same request once more is carried out once in all.
      _ = try? await office.sell(under: office.key(key))
      #expect(try await office.traces() == Array(repeating: step, count: 6))
    }
    #expect(try await office.fixture.ledger.balance(office.buyer) == Int64(5_000 - 100 * steps))
    #expect(try office.fixture.ledger.findings() == [])
  }

  /// How many places there are to die in.
  private static func stepsOfASale(on engine: Engine) async throws -> Int {
    let office = try await TicketOffice(WorkFixture(on: engine), holding: .naira(5))
    let mortal = MortalDatabase(office.fixture.ledger.database, dyingAt: 0)
    _ = try await office.over(mortal).sell(under: office.key("a"))
    return mortal.steps
  }

  /// What the process does that dies.
  private static func sell(
    at url: String, to buyer: String, under key: String, dyingAt step: Int
  ) async throws {
    let database = try Engine.open(url)
    let fixture = try WorkFixture(over: database)
    let office = TicketOffice(
      fixture, try #require(UserID(buyer)),
      fixture.work(over: MortalDatabase(database, dyingAt: step)))
    _ = try await office.sell(under: office.key(key))
  }
}
