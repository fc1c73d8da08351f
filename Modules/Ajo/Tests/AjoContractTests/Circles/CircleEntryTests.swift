import Ajo
import AjoSQL
import AjoTesting
import Kernel
import KernelTesting
import Ledger
import Payments
import PlatformSQL
import Storage
import StorageTesting
import Testing
import WorkTesting

/// What wallets and statements tell of a circle's transfers, on every engine.
@Suite struct CircleEntryTests {
  private func details(_ fixture: CircleFixture) -> [any EntryDetailSource] {
    let work = SQLUnitsOfWork(
      database: fixture.database, context: "ajo", ledger: fixture.ledger,
      clock: fixture.time.clock, machineClock: fixture.clock, ids: fixture.ids)
    return [
      SQLPaymentStore(work: work, currency: .naira), SQLCircleStore(work: work, currency: .naira),
    ]
  }

  @Test(
    "An entry of a circle names the circle and the cycle, in the wallet and in its statement",
    arguments: Engine.allCases)
  func circle(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(2)
    let circle = try await fixture.circle(of: users)
    _ = try await fixture.pay(2, by: users[1], into: circle.id)
    let details = details(fixture)
    let wallets = WalletService(
      ledger: fixture.ledger, users: fixture.directory, clock: fixture.time.clock,
      ids: fixture.ids, currency: .naira, details: details)
    let entries = try await wallets.transactions(of: users[1], before: nil, limit: 9)
    let paid = try #require(entries.first)
    #expect(paid.party == circle.potTerms.owner && paid.partyName == circle.name)
    #expect(paid.circleID == circle.id && paid.cycle == 2 && paid.counterparty == nil)
    #expect(entries.last?.circleID == nil && entries.last?.partyName == nil)

    let statements = StatementService(
      ledger: fixture.ledger, names: DirectoryNames(fixture.directory), clock: fixture.time.clock,
      zone: .utc, currency: .naira, details: details)
    let statement = try await statements.statement(
      of: users[1], over: try statements.period(from: nil, to: nil))
    var lines: [StatementLine] = []
    try await statements.forEachBatch(of: statement) { lines += $0 }
    let line = try #require(lines.last)
    #expect(line.counterparty == circle.potTerms.owner && line.counterpartyName == circle.name)
    #expect(line.transaction == paid)
    #expect(lines.first?.counterpartyName == nil)
  }
}
