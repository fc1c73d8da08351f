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
    let ledger = office.fixture.ledger
    let (url, buyer) = (try #require(Engine.address(of: ledger.database)), "\(office.buyer)")
    try await expectWholeWhenKilled(on: ledger.database, traces: office.traces) {
      _ = try? await Self.sell($0, to: office.buyer, in: $1)
    } die: { number in
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [url = url as String, buyer = buyer as String, number = number as Int] in
        let database = MortalDatabase(try Engine.open(url), dyingAt: number)
        try await Self.sell(number, to: try #require(UserID(buyer)), in: database)
      }
    }
    let sold = try await office.traces()[0]
    try #require(sold > 8)
    #expect(try await ledger.balance(office.buyer) == Int64(5_000 - 100 * sold))
    #expect(try ledger.findings() == [])
  }

  private static func sell(
    _ number: Int, to buyer: UserID, in database: any Database
  ) async throws {
    let fixture = try WorkFixture(over: database)
    let office = TicketOffice(fixture, buyer, fixture.work)
    _ = try await office.sell(under: office.key("key \(number)"))
  }
}
