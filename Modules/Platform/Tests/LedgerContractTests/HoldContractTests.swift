import Kernel
import KernelTesting
import Ledger
import LedgerTesting
import PlatformSQL
import Storage
import StorageTesting
import Testing

/// Holds and what ends them, on every engine.
@Suite struct HoldContractTests {
  @Test(
    "A hold is kept, settled in part, and the rest is the payer's again",
    arguments: Engine.allCases)
  func settles(on engine: Engine) async throws {
    let fixture = try await LedgerFixture(on: engine)
    let (ada, bola) = (try await fixture.user(holding: .naira(500)), fixture.ids.make() as UserID)
    let hold = fixture.order(
      .naira(400), from: ada, to: bola, note: "pump 3", step: .hold(until: nil))
    let held = try await fixture.ledger.post(Posting(hold)).result.get()
    #expect(held.step == .hold(until: nil))
    #expect(try await fixture.totals(ada) == [500_00, 400_00, 0])
    #expect(try await fixture.totals(bola) == [0, 0, 400_00])
    let spent = fixture.order(.naira(101), from: ada, to: bola)
    #expect(try await fixture.ledger.post(Posting(spent)).result == .failure(.exceedsBalance))

    let end = fixture.end(.settle(of: hold.id, amount: .naira(150)))
    let settled = try await fixture.ledger.post(Posting(end)).result.get()
    #expect(try await fixture.totals(ada) == [350_00, 0, 0])
    #expect(try await fixture.totals(bola) == [150_00, 0, 0])
    #expect(try await fixture.ledger.transfer(hold.id) == held)
    #expect(try await fixture.ledger.transfer(end.id) == settled)
    let lines = try await fixture.ledger.lines(of: held.debit.account, before: nil, limit: 10)
    #expect(lines.map(\.amount) == [-150_00, 500_00] && lines.first?.note == "pump 3")
    // A hold is no line, and what ends it is one where it moves something.
    #expect(try await fixture.ledger.line(of: hold.id, in: held.debit.account) == nil)
    let line = try await fixture.ledger.line(of: end.id, in: held.debit.account)
    #expect(line?.sequence == settled.debit.sequence)
    #expect(try fixture.findings() == [])
  }

  @Test("A hold expires from its deadline on, and then only that", arguments: Engine.allCases)
  func expires(on engine: Engine) async throws {
    let fixture = try await LedgerFixture(on: engine)
    let (ada, bola) = (try await fixture.user(holding: .naira(5)), fixture.ids.make() as UserID)
    let deadline = fixture.clock.now().adding(seconds: 60)
    let hold = fixture.order(.naira(5), from: ada, to: bola, step: .hold(until: deadline))
    let held = try await fixture.ledger.post(Posting(hold)).result.get()
    #expect(try await fixture.ledger.transfer(hold.id)?.step == .hold(until: deadline))
    #expect(try await fixture.outcome(.expire(of: hold.id)) == .failure(.pendingTransferNotExpired))
    fixture.clock.advance(seconds: 60)
    #expect(
      try await fixture.outcome(.settle(of: hold.id, amount: nil))
        == .failure(.pendingTransferExpired))
    #expect(try await fixture.outcome(.void(of: hold.id)) == .failure(.pendingTransferExpired))
    // The hold itself still is what it was.
    #expect(try await fixture.ledger.post(Posting(hold)).result == .success(held))
    _ = try await fixture.outcome(.expire(of: hold.id)).get()
    #expect(try await fixture.totals(ada) == [5_00, 0, 0])
    #expect(try await fixture.outcome(.expire(of: hold.id)) == .failure(.pendingTransferExpired))
    #expect(try fixture.findings() == [])
  }

  @Test("Every step comes again as it was, of another server, too", arguments: Engine.allCases)
  func replays(on engine: Engine) async throws {
    let fixture = try await LedgerFixture(on: engine)
    let other = SQLLedger(
      database: fixture.database, clock: fixture.clock, ids: fixture.ids, units: fixture.units)
    let (ada, bola) = (try await fixture.user(holding: .naira(50)), fixture.ids.make() as UserID)
    let holds = (0..<3).map { _ in
      fixture.order(.naira(10), from: ada, to: bola, step: .hold(until: nil))
    }
    let orders =
      holds + [
        fixture.end(.settle(of: holds[0].id, amount: .naira(7)), note: "less"),
        fixture.end(.settle(of: holds[1].id, amount: nil)), fixture.end(.void(of: holds[2].id)),
      ]
    var first: [Transfer] = []
    for order in orders { first.append(try await fixture.ledger.post(Posting(order)).result.get()) }
    for (order, transfer) in zip(orders, first) {
      let again = try await other.post(Posting(order))
      #expect(again.result == .success(transfer) && again.isReplay)
    }
    let changed = TransferOrder(
      id: orders[3].id, ending: .settle(of: holds[0].id, amount: .naira(8)), note: "less")
    #expect(try await other.post(Posting(changed)).result == .failure(.existsWithDifferentTerms))
    let void = fixture.end(.void(of: holds[0].id))
    for ledger in [fixture.ledger, other] {
      #expect(
        try await ledger.post(Posting(void)).result == .failure(.pendingTransferAlreadyPosted))
    }
    #expect(try await fixture.totals(ada) == [33_00, 0, 0])
    #expect(try fixture.findings() == [])
  }

  @Test("Of 50 ends of one hold at once one is made", arguments: Engine.allCases)
  func oneEnd(on engine: Engine) async throws {
    let fixture = try await LedgerFixture(on: engine)
    let ledgers = [
      fixture.ledger,
      SQLLedger(
        database: fixture.database, clock: fixture.clock, ids: fixture.ids, units: fixture.units),
    ]
    let (ada, bola) = (try await fixture.user(holding: .naira(50)), fixture.ids.make() as UserID)
    let hold = fixture.order(.naira(50), from: ada, to: bola, step: .hold(until: nil))
    _ = try await fixture.ledger.post(Posting(hold)).result.get()
    let results = try await fixture.attempt(times: 50) { number in
      let step: TransferOrder.Step =
        number.isMultiple(of: 3) ? .void(of: hold.id) : .settle(of: hold.id, amount: .naira(20))
      // By the hold alone, and by its accounts: either way they wait for each other.
      let order =
        number.isMultiple(of: 5)
        ? fixture.order(.naira(50), from: ada, to: bola, step: step) : fixture.end(step)
      return try await ledgers[number % 2].post(Posting(order)).result
    }
    let made = results.compactMap { try? $0.get() }
    #expect(made.count == 1)
    for case .failure(let reason) in results {
      let isSettled = made.first?.step == .settle(of: hold.id)
      #expect(
        reason == (isSettled ? .pendingTransferAlreadyPosted : .pendingTransferAlreadyVoided))
    }
    #expect(try await fixture.totals(ada)[1] == 0)
    #expect(try fixture.findings() == [])
  }

  @Test("Of 50 holds of the last money at once one is placed", arguments: Engine.allCases)
  func lastMoney(on engine: Engine) async throws {
    let fixture = try await LedgerFixture(on: engine)
    let second = SQLLedger(
      database: fixture.database, clock: fixture.clock, ids: fixture.ids, units: fixture.units)
    let ada = try await fixture.user(holding: .naira(50))
    let results = try await fixture.attempt(times: 50) { number in
      let hold = fixture.order(
        .naira(50), from: ada, to: fixture.ids.make(), step: .hold(until: nil))
      return try await (number.isMultiple(of: 2) ? fixture.ledger : second)
        .post(Posting(hold)).result
    }
    #expect(results.count { (try? $0.get()) != nil } == 1)
    #expect(results.count { $0 == .failure(.exceedsBalance) } == 49)
    #expect(try await fixture.totals(ada) == [50_00, 50_00, 0])
    #expect(try fixture.findings() == [])
  }

  @Test(
    "The database itself lets a hold be ended once, and nothing replace the end",
    arguments: Engine.allCases)
  func guardedEnds(on engine: Engine) async throws {
    let fixture = try await LedgerFixture(on: engine)
    let (ada, bola) = (try await fixture.user(holding: .naira(50)), fixture.ids.make() as UserID)
    let hold = fixture.order(.naira(50), from: ada, to: bola, step: .hold(until: nil))
    _ = try await fixture.ledger.post(Posting(hold)).result.get()
    _ = try await fixture.outcome(.void(of: hold.id)).get()
    let columns: SQL =
      """
      debit_account_id, credit_account_id, amount, unit, kind, note, debit_owner_id,
      credit_owner_id, debit_sequence, credit_sequence, debit_balance_after,
      credit_balance_after, posted_at, debit_owner_kind, credit_owner_kind, step, pending_id,
      expires_at
      """
    let verbs: [SQL] =
      engine == .sqlite ? ["INSERT", "INSERT OR REPLACE"] : ["INSERT"]
    for verb in verbs {
      await #expect(throws: StorageError.self) {
        try await fixture.database.execute(
          """
          \(verb) INTO ledger_transfers (id, \(columns))
          SELECT \(fixture.ids.make() as Transfer.ID), \(columns) FROM ledger_transfers
          WHERE step = 'void'
          """)
      }
    }
    #expect(try fixture.findings() == [])
  }

  @Test("A batch without holds asks nothing about them", arguments: Engine.allCases)
  func plainBatches(on engine: Engine) async throws {
    let fixture = try await LedgerFixture(on: engine)
    let (ada, bola) = (try await fixture.user(holding: .naira(50)), fixture.ids.make() as UserID)
    _ = try await fixture.ledger.post(Posting(fixture.order(.naira(1), from: ada, to: bola)))
    let watched = WatchedDatabase(fixture.database)
    let ledger = SQLLedger(
      database: watched, clock: fixture.clock, ids: fixture.ids, units: fixture.units)
    _ = try await ledger.accountID(fixture.wallet(ada))
    _ = try await ledger.accountID(fixture.wallet(bola))
    _ = watched.takeStatements()

    let paid = fixture.order(.naira(1), from: ada, to: bola)
    _ = try await ledger.post(Posting(paid)).result.get()
    let statements = watched.takeStatements().map { $0.rendered(for: .postgres).text }
    #expect(statements.count == 6)
    #expect(statements.allSatisfy { !$0.contains("WHERE pending_id") })
    #expect(statements.allSatisfy { !$0.hasPrefix("INSERT") || !$0.contains("pending_id") })

    let hold = fixture.order(.naira(1), from: ada, to: bola, step: .hold(until: nil))
    _ = try await ledger.post(Posting(hold)).result.get()
    // Without entries, one less.
    #expect(watched.takeStatements().count == 5)
    _ = try await ledger.post(Posting(fixture.end(.void(of: hold.id)))).result.get()
    // The hold is read before the locks, and its ends with them.
    #expect(watched.takeStatements().count == 7)
  }
}
