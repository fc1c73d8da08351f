import Ajo
import AjoTesting
import Kernel
import KernelTesting
import Ledger
import Ports
import StorageTesting
import Testing

/// Statements of wallets, on every engine.
@Suite struct StatementContractTests {
  private func lines(_ fixture: AjoFixture, _ statement: Statement) async throws -> [StatementLine]
  {
    var all: [StatementLine] = []
    try await fixture.statements.forEachBatch(of: statement) { all += $0 }
    return all
  }

  private func date(_ text: String) throws -> CivilDate { try #require(CivilDate(text)) }

  private func set(_ fixture: AjoFixture, _ instant: String) throws {
    fixture.clock.set(try #require(Instant(instant)))
  }

  @Test(
    "Days begin and end by Lagos' clock, and what was before them is the opening balance",
    arguments: Engine.allCases)
  func days(on engine: Engine) async throws {
    let fixture = try await AjoFixture(on: engine)
    // Lagos is an hour ahead of UTC all year: the last millisecond of May, and the first of June.
    try set(fixture, "2026-05-31T22:59:59.999Z")
    let ada = try await fixture.user("ada", holding: .naira(500))
    let bola = try await fixture.user("bola")
    try set(fixture, "2026-05-31T23:00:00.000Z")
    _ = try await fixture.transfers.send(
      TransferRequest(sender: ada, recipient: .id(bola), amount: .naira(120), note: "rent"))
    try set(fixture, "2026-06-30T22:59:59.999Z")
    _ = try await fixture.wallets.credit(ada, amount: .naira(7), note: nil, by: .operatorConsole)
    try set(fixture, "2026-06-30T23:00:00.000Z")
    _ = try await fixture.transfers.send(
      TransferRequest(sender: ada, recipient: .id(bola), amount: .naira(1)))

    let june = try await fixture.statements.statement(
      of: ada,
      over: try fixture.statements.period(from: date("2026-06-01"), to: date("2026-06-30")))
    #expect(june.opening == .naira(500) && june.closing == .naira(387) && june.count == 2)
    #expect(june.moneyIn == .naira(7) && june.moneyOut == .naira(120))
    #expect(june.zone == "Africa/Lagos" && june.holderName == "ada")
    let entries = try await lines(fixture, june)
    #expect(entries.map(\.counterpartyName) == ["bola", nil])
    #expect(entries.map(\.transaction.balanceAfter) == [.naira(380), .naira(387)])
    #expect(entries.first?.transaction.note == "rent")

    // By default it is the month so far, which is July there.
    let july = try await fixture.statements.statement(
      of: ada, over: try fixture.statements.period(from: nil, to: nil))
    #expect(july.period.from == (try date("2026-07-01")) && july.period.to == july.period.from)
    #expect(july.opening == june.closing && july.closing == .naira(386) && july.count == 1)
  }

  @Test(
    "A wallet that nobody opened, and days without entries, have statements without any",
    arguments: Engine.allCases)
  func empty(on engine: Engine) async throws {
    let fixture = try await AjoFixture(on: engine)
    let (ada, bola) = (
      try await fixture.user("ada", holding: .naira(5)), try await fixture.user("bola")
    )
    let later = try fixture.statements.period(from: date("2027-01-01"), to: date("2027-01-31"))
    let statement = try await fixture.statements.statement(of: ada, over: later)
    #expect(statement.opening == .naira(5) && statement.closing == .naira(5))
    #expect(try await lines(fixture, statement).isEmpty && statement.count == 0)
    let earlier = try fixture.statements.period(from: date("0001-01-01"), to: date("0001-01-02"))
    #expect(try await fixture.statements.statement(of: ada, over: earlier).closing == .naira(0))
    let last = try fixture.statements.period(from: date("9999-12-31"), to: date("9999-12-31"))
    #expect(try await fixture.statements.statement(of: ada, over: last).opening == .naira(5))
    let unopened = try await fixture.statements.statement(of: bola, over: later)
    #expect(unopened.wallet == nil && unopened.closing == .naira(0))
    #expect(try await lines(fixture, unopened).isEmpty)
  }

  @Test(
    "Entries come in batches, all of them once, and those that are made meanwhile do not",
    arguments: Engine.allCases)
  func batches(on engine: Engine) async throws {
    let fixture = try await AjoFixture(on: engine)
    let ada = try await fixture.user("ada", holding: .naira(10_000))
    let bola = try await fixture.user("bola")
    let count = StatementService.batch * 2 + 7
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<count {
        group.addTask {
          _ = try await fixture.transfers.send(
            TransferRequest(sender: ada, recipient: .id(bola), amount: .naira(1)))
        }
      }
      try await group.waitForAll()
    }
    let statement = try await fixture.statements.statement(
      of: ada, over: try fixture.statements.period(from: nil, to: nil))
    var sizes: [Int] = []
    var balance = statement.opening.minorUnits
    try await fixture.statements.forEachBatch(of: statement) { batch in
      sizes.append(batch.count)
      for line in batch {
        let entry = line.transaction
        balance += entry.direction == .debit ? -entry.amount.minorUnits : entry.amount.minorUnits
        #expect(entry.balanceAfter.minorUnits == balance)
      }
      // Somebody goes on paying while the statement is read.
      _ = try await fixture.transfers.send(
        TransferRequest(sender: ada, recipient: .id(bola), amount: .naira(1)))
    }
    #expect(sizes == [StatementService.batch, StatementService.batch, 8])
    #expect(balance == statement.closing.minorUnits)
  }

  @Test("Who left has no name in statements, and whoever is renamed has the new one")
  func names() async throws {
    let fixture = try await AjoFixture(on: .sqlite)
    let ada = try await fixture.user("ada", holding: .naira(10))
    let bola = try await fixture.user("bola")
    _ = try await fixture.transfers.send(
      TransferRequest(sender: ada, recipient: .id(bola), amount: .naira(1)))
    let statement = try await fixture.statements.statement(
      of: ada, over: try fixture.statements.period(from: nil, to: nil))
    fixture.directory.remove(bola)
    let left = try #require(try await lines(fixture, statement).last)
    #expect(left.counterparty == .user(bola) && left.counterpartyName == nil)
  }

  @Test("Days that are none, or too many, are refused")
  func periods() async throws {
    let today = try date("2026-03-15")
    func period(_ from: String?, _ to: String?) throws -> StatementPeriod {
      try StatementPeriod(
        from: from.map { try date($0) }, to: to.map { try date($0) }, today: today)
    }
    #expect(throws: StatementRefusal.endsBeforeItBegins) { try period("2026-03-16", nil) }
    #expect(throws: StatementRefusal.endsBeforeItBegins) { try period("2026-03-02", "2026-03-01") }
    #expect(throws: StatementRefusal.tooLong) { try period("2024-01-01", "2025-01-01") }
    #expect(try period("2024-01-01", "2024-12-31").from == date("2024-01-01"))
    #expect(try period(nil, "2024-02-29").from == date("2024-02-01"))
    #expect(try period("2026-03-15", nil).to == today)
  }
}
