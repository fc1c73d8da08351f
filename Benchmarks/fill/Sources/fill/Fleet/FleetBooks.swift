import Fleet
import Kernel
import Ledger
import PlatformSQL
import Storage

/// What accounts were topped up with and charged, on the ledger.
struct FleetBooks: Sendable {
  private let database: any Database
  private let now: Instant
  private let ledger: SQLLedger
  private let ids = UUIDv7Source(clock: SystemClock(), random: SystemRandomSource())

  /// What is put on each account besides what was charged, in hundredths.
  private static let left: Int64 = 100_000_000

  init(database: any Database, now: Instant) {
    self.database = database
    self.now = now
    ledger = SQLLedger(
      database: database, clock: SystemClock(), ids: ids, units: [.dinar, .litres])
  }

  /// A sum of an account in a unit, or a request.
  private struct Charge: Sendable {
    let account: FuelAccount.ID
    let supplier: Company.ID
    let unit: Unit
    let amount: Int64
    var request: FuelTransaction.ID?

    init(_ row: Row) throws {
      account = try row.get("account_id")
      supplier = try row.get("supplier_company_id")
      unit = try row.get("settlement", as: String.self) == "money" ? .dinar : .litres
      amount = try row.get("charge")
    }
  }

  /// Writes a top-up and a sale of each account, and holds what waits.
  func write() async throws {
    let charge: SQL = "CASE settlement WHEN 'money' THEN amount_dzd ELSE amount_liters END"
    let sold = try await database.all(
      """
      SELECT account_id, supplier_company_id, settlement,
        CAST(SUM(CASE status WHEN 'approved' THEN \(charge) ELSE 0 END) AS bigint) AS charge
      FROM fleet_transactions GROUP BY account_id, supplier_company_id, settlement
      """, Charge.init)
    let held = try await database.all(
      """
      SELECT id, account_id, supplier_company_id, settlement, \(charge) AS charge
      FROM fleet_transactions WHERE status = 'pending'
      """
    ) { row in
      var held = try Charge(row)
      held.request = try row.get("id")
      return held
    }
    try await writeTopUps(sold)
    try await post(sold.map(topUp))
    try await post(sold.filter { $0.amount > 0 }.map(sale))
    try await post(held.compactMap(hold))
  }

  private func topUp(_ charge: Charge) -> TransferOrder {
    order(
      charge, from: FleetLedger.cash(of: charge.supplier, in: charge.unit),
      to: FleetLedger.wallet(of: charge.account, in: charge.unit),
      amount: charge.amount + Self.left, kind: "fuel_payment")
  }

  private func sale(_ charge: Charge) -> TransferOrder {
    order(
      charge, from: FleetLedger.wallet(of: charge.account, in: charge.unit),
      to: FleetLedger.sales(of: charge.supplier, in: charge.unit), amount: charge.amount,
      kind: "fuel")
  }

  /// The id is the one by which the request will end it.
  private func hold(_ charge: Charge) -> TransferOrder? {
    charge.request.map { request in
      TransferOrder(
        id: Transfer.ID(rawValue: request.rawValue ^ 0xF1EE_7000_0001),
        step: .hold(until: now.adding(seconds: 86_400)),
        debit: .opening(FleetLedger.wallet(of: charge.account, in: charge.unit)),
        credit: .opening(FleetLedger.sales(of: charge.supplier, in: charge.unit)),
        amount: Money(minorUnits: charge.amount, unit: charge.unit), kind: "fuel")
    }
  }

  private func order(
    _ charge: Charge, from debit: AccountTerms, to credit: AccountTerms, amount: Int64,
    kind: String
  ) -> TransferOrder {
    TransferOrder(
      id: ids.make(), debit: .opening(debit), credit: .opening(credit),
      amount: Money(minorUnits: amount, unit: charge.unit), kind: kind)
  }

  private func post(_ orders: [TransferOrder]) async throws {
    let callers = 200
    try await withThrowingTaskGroup(of: Void.self) { group in
      for caller in 0..<callers {
        group.addTask {
          for number in stride(from: caller, to: orders.count, by: callers) {
            _ = try await ledger.post(Posting(orders[number])).result.get()
          }
        }
      }
      try await group.waitForAll()
    }
  }

  private func writeTopUps(_ sold: [Charge]) async throws {
    let rows = database.dialect.unnest(
      [
        .uuids(sold.map { _ in ids.make(TopUp.self).rawValue }),
        .uuids(sold.map(\.account.rawValue)), .uuids(sold.map(\.supplier.rawValue)),
        .texts(sold.map { $0.unit == .dinar ? "DZD" : "L" }),
        .integers(sold.map { $0.amount + Self.left }),
      ], as: "r")
    try await database.execute(
      """
      INSERT INTO fleet_topups (id, account_id, supplier_company_id, kind, unit, amount,
        balance_after, created_at)
      SELECT c1, c2, c3, 'payment', c4, c5, c5, \(now) FROM \(rows)
      """)
  }
}
