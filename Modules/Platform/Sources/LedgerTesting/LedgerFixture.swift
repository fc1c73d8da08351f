public import Kernel
public import KernelTesting
public import Ledger
public import PlatformSQL
public import Storage
public import StorageTesting

/// A ledger on a fresh database of one engine, with whatever accounts a test funds.
public struct LedgerFixture: Sendable {
  /// The database, with the platform's tables.
  public let database: any Database
  /// The ledger under test.
  public let ledger: SQLLedger
  /// The clock; it stands still until a test moves it.
  public let clock: FixedClock
  /// Makes ids.
  public let ids: any IDSource

  /// The units that the ledger may meet.
  public let units: UnitSet

  /// Migrates a fresh database of `engine`.
  /// - Parameter waitsForLocks: whether locks are waited for without end.
  public init(on engine: Engine, waitsForLocks: Bool = false) async throws {
    try self.init(
      over: try await engine.migratedDatabase(
        [PlatformSQL.migrations], waitsForLocks: waitsForLocks))
  }

  /// A ledger in a database that has the platform's tables.
  public init(over database: any Database) throws {
    self.database = database
    clock = FixedClock(Instant(milliseconds: 1_767_268_800_000))
    ids = UUIDv7Source(clock: SystemClock(), random: SystemRandomSource())
    units = try UnitSet([.naira, .kuwaitiDinar, .dollars, .litres])
    ledger = SQLLedger(database: database, clock: clock, ids: ids, units: units)
  }

  /// The same ledger on a business clock of its own; keys are kept by the fixture's clock.
  public func ledger(clock business: FixedClock) -> SQLLedger {
    SQLLedger(
      database: database, clock: business, machineClock: clock, ids: ids, units: units)
  }

  /// The terms of a user's test wallet.
  public func wallet(_ user: UserID, unit: Unit = .naira) -> AccountTerms {
    AccountTerms(owner: .user(user), code: "test.wallet", unit: unit)
  }

  /// The account that money comes from.
  public func house(unit: Unit = .naira) -> AccountTerms {
    AccountTerms(owner: .house, code: "test.house", unit: unit, mayOverdraw: true)
  }

  /// A new user whose wallet holds `amount`.
  public func user(holding amount: Money) async throws -> UserID {
    let user: UserID = ids.make()
    if amount.minorUnits > 0 {
      _ = try await ledger.post(
        Posting(
          TransferOrder(
            id: ids.make(), debit: .opening(house(unit: amount.unit)),
            credit: .opening(wallet(user, unit: amount.unit)), amount: amount, kind: "credit"))
      ).result.get()
    }
    return user
  }

  /// An order between two users' wallets.
  public func order(
    _ amount: Money, from payer: UserID, to payee: UserID, id: Transfer.ID? = nil,
    note: String? = nil, step: TransferOrder.Step = .post
  ) -> TransferOrder {
    TransferOrder(
      id: id ?? ids.make(), step: step, debit: .opening(wallet(payer, unit: amount.unit)),
      credit: .opening(wallet(payee, unit: amount.unit)), amount: amount, kind: "transfer",
      note: note)
  }

  /// An order that ends a hold.
  public func end(_ step: TransferOrder.Step, note: String? = nil) -> TransferOrder {
    TransferOrder(id: ids.make(), ending: step, note: note)
  }

  /// What becomes of an order that ends a hold.
  public func outcome(
    _ step: TransferOrder.Step
  ) async throws -> Result<Transfer, TransferRejection> {
    try await ledger.post(Posting(end(step))).result
  }

  /// What came of so many attempts at once.
  public func attempt<Value: Sendable>(
    times: Int, _ body: @escaping @Sendable (Int) async throws -> Value
  ) async throws -> [Value] {
    try await withThrowingTaskGroup(of: Value.self) { group in
      for number in 0..<times { group.addTask { try await body(number) } }
      var values: [Value] = []
      for try await value in group { values.append(value) }
      return values
    }
  }

  /// An idempotency key of `user`.
  public func key(
    _ key: String, of user: UserID, body: UInt8 = 1, octets: UInt8? = nil,
    request: String = "first"
  ) -> IdempotencyKey {
    IdempotencyKey(
      owner: user.rawValue, route: "POST /test", key: key,
      fingerprint: [UInt8](repeating: body, count: 32),
      octetsFingerprint: octets.map { [UInt8](repeating: $0, count: 32) }, requestID: request)
  }

  /// What is in a user's wallet, in minor units.
  public func balance(_ user: UserID, unit: Unit = .naira) async throws -> Int64 {
    try await ledger.account(wallet(user, unit: unit))?.balance.minorUnits ?? 0
  }

  /// Balance, held and announced money of a user's wallet, in minor units.
  public func totals(_ user: UserID, unit: Unit = .naira) async throws -> [Int64] {
    guard let account = try await ledger.account(wallet(user, unit: unit)) else {
      return [0, 0, 0]
    }
    return [account.balance.minorUnits, account.debitsPending, account.creditsPending]
  }

  /// What `atrium ledger verify` would find.
  public func findings() throws -> [String] {
    let connection = try database.connect()
    defer { connection.close() }
    return try LedgerVerification.run(on: connection, units: units, overdrafts: []).findings
  }
}
