import Kernel
import KernelTesting
import Ledger
import LedgerTesting
import Migrations
import PlatformSQL
import Storage
import StorageTesting
import Testing

/// Going back to the schema without kinds of owners and holds, and forward again, with data.
@Suite struct LedgerMigrationTests {
  /// The last migration before there were either.
  private static let before = 12

  private func revert(_ fixture: LedgerFixture) throws {
    try migrating(fixture) { try $0.revert(stream: "platform", to: Self.before) }
  }

  @discardableResult
  private func migrating<Value>(
    _ fixture: LedgerFixture, _ body: (Migrator) throws -> Value
  ) throws -> Value {
    let connection = try fixture.database.connect()
    defer { connection.close() }
    return try body(Migrator(connection: connection, streams: [PlatformSQL.migrations]))
  }

  @Test("Books of users and the house go back and forth, and are whole", arguments: Engine.allCases)
  func backAndForth(on engine: Engine) async throws {
    let fixture = try await LedgerFixture(on: engine)
    let (ada, bola) = (try await fixture.user(holding: .naira(500)), fixture.ids.make() as UserID)
    let order = fixture.order(.naira(200), from: ada, to: bola, note: "rent")
    let transfer = try await fixture.ledger.post(Posting(order)).result.get()
    try revert(fixture)
    let columns = try await fixture.database.all(
      engine == .postgres
        ? """
        SELECT column_name::text FROM information_schema.columns
        WHERE table_name LIKE 'ledger_%' AND table_schema = current_schema()
        """
        : """
        SELECT c.name FROM sqlite_schema AS t JOIN pragma_table_info(t.name) AS c
        WHERE t.type = 'table' AND t.name LIKE 'ledger_%'
        """
    ) { try $0.get(0, as: String.self) }
    #expect(columns.contains("owner_id"))
    #expect(
      Set(columns).isDisjoint(with: ["owner_kind", "counterparty_kind", "step", "pending_id"]))
    // The older schema keeps at it what it kept.
    await #expect(throws: StorageError.self) {
      try await fixture.database.execute("UPDATE ledger_accounts SET credits_posted = 0")
    }
    try migrating(fixture) { try $0.apply() }
    #expect(try fixture.findings() == [])
    #expect(try await fixture.ledger.transfer(order.id) == transfer)
    #expect(try await fixture.balance(ada) == 300_00)
    let kinds = try await fixture.database.all(
      "SELECT owner_kind FROM ledger_accounts ORDER BY owner_kind"
    ) { try $0.get(0, as: String.self) }
    #expect(kinds == ["house", "user", "user"])
    _ = try await fixture.ledger.post(
      Posting(fixture.order(.naira(1), from: bola, to: ada, step: .hold(until: nil)))
    ).result.get()
    #expect(try fixture.findings() == [])
  }

  @Test(
    "Where there are holds there is no way back, and nothing is lost", arguments: Engine.allCases)
  func holds(on engine: Engine) async throws {
    let fixture = try await LedgerFixture(on: engine)
    let ada = try await fixture.user(holding: .naira(500))
    let hold = fixture.order(
      .naira(200), from: ada, to: fixture.ids.make(), step: .hold(until: nil))
    _ = try await fixture.ledger.post(Posting(hold)).result.get()
    let error = #expect(throws: MigrationError.self) { try revert(fixture) }
    #expect(
      error.map { "\($0)" }?.contains("there are holds, which an older schema would take") == true)
    try migrating(fixture) { try $0.apply() }
    #expect(try await fixture.totals(ada) == [500_00, 200_00, 0])
    #expect(try fixture.findings() == [])
  }

  @Test(
    "Where entries are chained with kinds there is no way back, and nothing is lost",
    arguments: Engine.allCases)
  func kinds(on engine: Engine) async throws {
    let fixture = try await LedgerFixture(on: engine)
    let ada = try await fixture.user(holding: .naira(500))
    let circle = AccountTerms(
      owner: Owner(kind: .circle, id: 7), code: "test.pot", unit: .naira)
    _ = try await fixture.ledger.openAccount(circle)
    // Nothing was posted to it yet: nothing is lost but the word.
    try revert(fixture)
    try migrating(fixture) { try $0.apply() }
    let other = AccountTerms(
      owner: Owner(kind: .circle, id: 8), code: "test.pot", unit: .naira)
    let order = TransferOrder(
      id: fixture.ids.make(), debit: .opening(fixture.wallet(ada)), credit: .opening(other),
      amount: .naira(1), kind: "contribution")
    _ = try await fixture.ledger.post(Posting(order)).result.get()
    let error = #expect(throws: MigrationError.self) { try revert(fixture) }
    #expect(error.map { "\($0)" }?.contains("which an older schema cannot keep") == true)
    try migrating(fixture) { try $0.apply() }
    #expect(try fixture.findings() == [])
  }
}
