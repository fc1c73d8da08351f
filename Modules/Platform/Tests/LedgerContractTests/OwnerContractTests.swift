import Kernel
import KernelTesting
import Ledger
import LedgerTesting
import PlatformSQL
import Storage
import StorageTesting
import Testing

/// Owners of every kind, and units, on every engine.
@Suite struct OwnerContractTests {
  @Test(
    "Owners of two kinds may share an id, and each has an account of its own",
    arguments: Engine.allCases)
  func kinds(on engine: Engine) async throws {
    let fixture = try await LedgerFixture(on: engine)
    let user = try await fixture.user(holding: .naira(500))
    let circle = AccountTerms(
      owner: Owner(kind: .circle, id: user.rawValue), code: "test.wallet", unit: .naira)
    let pay = TransferOrder(
      id: fixture.ids.make(), debit: .opening(fixture.wallet(user)), credit: .opening(circle),
      amount: .naira(200), kind: "contribution")
    let transfer = try await fixture.ledger.post(Posting(pay)).result.get()
    #expect(transfer.debit.owner == .user(user) && transfer.credit.owner == circle.owner)
    #expect(try await fixture.ledger.transfer(pay.id) == transfer)
    #expect(try await fixture.ledger.account(circle)?.terms == circle)
    #expect(try await fixture.balance(user) == 300_00)
    let paid = try await fixture.ledger.lines(of: transfer.debit.account, before: nil, limit: 9)
    #expect(paid.map(\.counterparty) == [circle.owner, .house])
    let got = try await fixture.ledger.lines(of: transfer.credit.account, before: nil, limit: 9)
    #expect(got.map(\.counterparty) == [.user(user)])
    #expect(try fixture.findings() == [])
  }

  @Test(
    "A kind is stored where an id does not tell it, and nowhere else", arguments: Engine.allCases)
  func stored(on engine: Engine) async throws {
    let fixture = try await LedgerFixture(on: engine)
    let user = try await fixture.user(holding: .naira(500))
    let company = AccountTerms(
      owner: Owner(kind: .company, id: 7), code: "test.till", unit: .naira)
    _ = try await fixture.ledger.post(
      Posting(
        TransferOrder(
          id: fixture.ids.make(), debit: .opening(fixture.wallet(user)),
          credit: .opening(company), amount: .naira(1), kind: "sale"))
    ).result.get()
    let kinds = try await fixture.database.all(
      "SELECT counterparty_kind FROM ledger_entries ORDER BY posted_at, amount, account_id"
    ) { try $0.get(0, as: String?.self) }
    #expect(kinds.compactMap(\.self) == ["company"] && kinds.count == 4)
    let owners = try await fixture.database.all(
      "SELECT owner_kind FROM ledger_accounts ORDER BY owner_kind"
    ) { try $0.get(0, as: String.self) }
    #expect(owners == ["company", "house", "user"])
    await #expect(throws: StorageError.self) {
      try await fixture.database.execute("UPDATE ledger_accounts SET owner_kind = 'user'")
    }
  }

  @Test(
    "An amount of a unit that nobody declares is an error that names it",
    arguments: Engine.allCases)
  func undeclared(on engine: Engine) async throws {
    let fixture = try await LedgerFixture(on: engine)
    let user = try await fixture.user(holding: Money(minorUnits: 5, unit: .litres))
    let narrow = SQLLedger(
      database: fixture.database, clock: fixture.clock, ids: fixture.ids, units: UnitSet(.naira))
    await #expect(throws: UndeclaredUnit(code: "L")) {
      _ = try await narrow.account(fixture.wallet(user, unit: .litres))
    }
    #expect(
      "\(UndeclaredUnit(code: "L"))"
        == "the ledger holds amounts in 'L', a unit that no configured context declares")
    // Digits are the declaration's, not the row's.
    let other = SQLLedger(
      database: fixture.database, clock: fixture.clock, ids: fixture.ids,
      units: UnitSet(Unit(code: "L", fractionDigits: 3)))
    let account = try await other.account(fixture.wallet(user, unit: .litres))
    #expect(account?.balance.description == "0.005")
  }
}
