import Kernel
import KernelTesting
import Ledger
import PlatformSQL
import LedgerTesting
import Storage
import StorageTesting
import Testing

/// What the ledger's statements cost does not depend on how much is in it, on every engine.
@Suite struct PlanContractTests {
  private let rows = 5_000

  @Test("A wallet is found by its index", arguments: Engine.allCases)
  func account(on engine: Engine) async throws {
    let (fixture, watched, ledger) = try await filledLedger(on: engine)
    let ada = try await fixture.user(holding: .naira(5))

    let account = try #require(try await ledger.account(fixture.wallet(ada)))
    #expect(try await ledger.accountID(account.terms) == account.id)
    _ = try await ledger.openAccount(fixture.wallet(fixture.ids.make()))

    try expectIndexes(watched)
  }

  @Test("A page of a book is read from its index, wherever it begins", arguments: Engine.allCases)
  func pages(on engine: Engine) async throws {
    let (fixture, watched, ledger) = try await filledLedger(on: engine)
    let ada = try await fixture.user(holding: .naira(5))
    let account = try #require(try await fixture.ledger.accountID(fixture.wallet(ada)))

    let first = try await ledger.lines(of: account, before: nil, limit: 20)
    _ = try await ledger.lines(of: account, before: 4_000, limit: 20)
    let transfer = try #require(first.first?.transfer)
    #expect(try await ledger.line(of: transfer, in: account) != nil)

    try expectIndexes(watched)
  }

  @Test("A page of a book is read off an index that holds its lines, once they are vacuumed")
  func linesOfIndex() async throws {
    let (fixture, watched, ledger) = try await filledLedger(on: .postgres)
    let ada = try await fixture.user(holding: .naira(5))
    let account = try #require(try await fixture.ledger.accountID(fixture.wallet(ada)))
    let connection = try fixture.database.connect()
    defer { connection.close() }
    try connection.executeScript("VACUUM ledger_entries")

    _ = try await ledger.lines(of: account, before: nil, limit: 20)

    let plans = try expectIndexes(watched)
    for plan in plans {
      let isOfIndex = plan.steps.contains {
        $0.contains("Index Only Scan") && $0.contains(" using ledger_entries_pkey ")
      }
      #expect(isOfIndex, "\(plan)")
    }
  }

  @Test(
    "A stretch of a book is found by its key alone, however long the book",
    arguments: Engine.allCases)
  func spans(on engine: Engine) async throws {
    let (fixture, watched, ledger) = try await filledLedger(on: engine)
    let ada = try await fixture.user(holding: .naira(5))
    let account = try #require(try await fixture.ledger.accountID(fixture.wallet(ada)))
    _ = watched.takeStatements()

    let span = try await ledger.span(
      of: account, from: fixture.clock.now(), to: fixture.clock.now().adding(seconds: 1))
    #expect(try await ledger.lines(of: account, in: span, after: 0, limit: 20).count == 1)

    let plans = try watched.plans(of: watched.takeStatements())
    #expect(plans.count >= 3)
    for plan in plans {
      // What the search has found so far is gone through, and is no table.
      let faults = plan.faults.filter { fault in
        if case .scan(let table) = fault.kind { return table.hasPrefix("ledger_") || table == "e" }
        return true
      }
      #expect(faults.isEmpty, "\(plan)")
    }
  }

  @Test("A batch is posted by indexes, its retries too", arguments: Engine.allCases)
  func postings(on engine: Engine) async throws {
    let (fixture, watched, ledger) = try await filledLedger(on: engine)
    _ = try await pay(ledger, fixture)

    let plans = try expectIndexes(watched)
    for table in [
      "ledger_transfers", "ledger_entries", "ledger_refusals", "platform_idempotency",
    ] {
      #expect(plans.contains { $0.statement.hasPrefix("INSERT INTO \(table)") })
    }
  }

  @Test("Plans made while tables hold a few rows are by indexes that will do when they are full")
  func plansOfSmallTables() async throws {
    let fixture = try await LedgerFixture(on: .postgres)
    let watched = WatchedDatabase(fixture.database)
    let ledger = SQLLedger(
      database: watched, clock: fixture.clock, ids: fixture.ids, units: fixture.units)
    let ada = try await pay(ledger, fixture)
    let account = try #require(try await ledger.accountID(fixture.wallet(ada)))
    _ = try await ledger.lines(of: account, before: nil, limit: 20)

    try expectIndexes(watched, isServing: true)
  }

  @Test(
    "A verification joins whole tables or goes by the entries' key, and searches none each time",
    arguments: Engine.allCases)
  func verification(on engine: Engine) async throws {
    let (fixture, watched, _) = try await filledLedger(on: engine)
    _ = try await fixture.user(holding: .naira(5))
    _ = try await watched.transaction {
      try LedgerVerification.run(in: $0, units: fixture.units, overdrafts: [])
    }

    let plans = try watched.plans(of: watched.takeStatements())
      .filter { $0.statement.contains("JOIN ledger_") }
    #expect(plans.count >= 2)
    for plan in plans {
      let isWhole = plan.steps.contains { $0.contains("Hash Cond") || $0.contains("Merge Cond") }
      let searched = plan.faults.filter {
        switch $0.kind {
        // SQLite names a table as the statement does.
        case .scan(let table), .walk(let table): !["t", "ledger_transfers"].contains(table)
        // The ends of holds are found by their index. Postgres sorts them where it takes them for
        // few.
        case .sort: !plan.statement.contains("WHERE e.pending_id IS NOT NULL")
        }
      }
      #expect(isWhole || searched.isEmpty, "\(plan)")
      #expect(!plan.steps.contains { $0.contains("Nested Loop") } || searched.isEmpty, "\(plan)")
    }
  }

  /// Somebody pays, again under the same key, and is refused; answers who.
  private func pay(_ ledger: SQLLedger, _ fixture: LedgerFixture) async throws -> UserID {
    let ada = try await fixture.user(holding: .naira(100))
    let bola: UserID = fixture.ids.make()
    for amount in [10, 10, 500] as [Int64] {
      let key = fixture.key("payment of \(amount)", of: ada)
      let order = fixture.order(.naira(amount), from: ada, to: bola)
      _ = try await ledger.post(Posting(order, idempotencyKey: key))
      _ = try await ledger.outcome(of: key)
    }
    return ada
  }

  @discardableResult
  private func expectIndexes(
    _ watched: WatchedDatabase, isServing: Bool = false
  ) throws -> [QueryPlan] {
    let plans = try watched.plans(of: watched.takeStatements(), isServing: isServing)
    #expect(!plans.isEmpty)
    for plan in plans {
      // Postgres sorts the accounts of one batch before it locks them, not those of the table.
      let isBatch = plan.statement.contains("FOR UPDATE")
      let faults = plan.faults.filter { $0.kind != .sort || !isBatch }
      #expect(faults.isEmpty, "\(plan)")
    }
    return plans
  }

  /// A ledger with some thousand rows of others in each table.
  private func filledLedger(
    on engine: Engine
  ) async throws -> (LedgerFixture, WatchedDatabase, SQLLedger) {
    let fixture = try await LedgerFixture(on: engine)
    try await fill(fixture.database, at: fixture.clock.now())
    let watched = WatchedDatabase(fixture.database)
    return (
      fixture, watched,
      SQLLedger(database: watched, clock: fixture.clock, ids: fixture.ids, units: fixture.units)
    )
  }

  private func fill(_ database: any Database, at now: Instant) async throws {
    let (id, digest) = (database.dialect.randomUUID, database.dialect.randomDigest)
    let numbers = SQL.numbers(to: rows)
    try await database.execute(
      """
      INSERT INTO ledger_accounts (id, owner_id, code, unit, may_overdraw, last_hash, opened_at)
      \(numbers) SELECT \(id), \(id), 'test.wallet', 'NGN', \(false), \(digest), \(now)
      FROM numbers
      """)
    try await database.execute(
      """
      INSERT INTO ledger_transfers (id, debit_account_id, credit_account_id, amount, unit, kind,
        debit_owner_id, credit_owner_id, debit_sequence, credit_sequence, debit_balance_after,
        credit_balance_after, posted_at)
      \(numbers)
      SELECT \(id), \(id), \(id), 1, 'NGN', 'transfer', \(id), \(id), 1, 1, 1, 1, \(now)
      FROM numbers
      """)
    try await database.execute(
      """
      INSERT INTO ledger_entries (account_id, sequence, transfer_id, amount, balance_after,
        counterparty_owner_id, kind, posted_at, hash)
      SELECT id, 1, \(id), 1, 1, \(id), 'transfer', \(now), \(digest) FROM ledger_accounts
      """)
    try await database.execute(
      """
      INSERT INTO ledger_refusals (transfer_id, refusal, refused_at)
      \(numbers) SELECT \(id), 'exceeds_balance', \(now) FROM numbers
      """)
    try await database.execute(
      """
      INSERT INTO platform_idempotency
        (owner_id, route, key, fingerprint, transfer_id, request_id, created_at)
      \(numbers) SELECT \(id), 'POST /test', 'key', \(digest), \(id), 'r', \(now) FROM numbers
      """)
  }
}
