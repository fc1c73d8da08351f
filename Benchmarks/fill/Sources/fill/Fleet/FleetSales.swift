import Fleet
import Kernel
import Storage

/// Transactions of two years, or of the last 30 days where there are few.
struct FleetSales: Sendable {
  let database: any Database
  let firms: FleetFirms
  let now: Instant

  private static let batch = 10_000
  private static let day: Int64 = 86_400
  /// How many sales the measured pairs have: the first of the last 30 days, the second of the last
  /// year.
  private static let (few, many) = (1_000, 100_000)
  /// Receipts are issued for the newest so many.
  private static let receipted = 1_000_000

  /// Writes so many.
  func write(_ count: Int) async throws {
    var random = Chance(seed: 16)
    var sequences: [ReceiptSeries: Int64] = [:]
    let days: Int64 = count > 10 * Self.few ? 730 : 30
    let schedule = Schedule(count, days: days)
    for first in stride(from: 0, to: count, by: Self.batch) {
      var rows = SaleRows()
      for number in first..<min(first + Self.batch, count) {
        let age = days * Self.day * 1_000 / Int64(count) * Int64(count - number)
        let at = now.adding(milliseconds: -age - 1_000)
        let account = pick(number, age: age / 1_000 / Self.day, schedule, &random)
        rows.add(
          account, driver: driver(of: account, &random), at: at, &random,
          isRecent: age < Self.day * 1_000,
          receipt: number >= count - Self.receipted
            ? { receipt(of: account, at: at, &$0, &sequences) } : { _ in ("", "") })
      }
      try await write(rows)
    }
  }

  /// Every how manyth sale of its time is a measured pair's.
  private struct Schedule {
    let few: Int
    let many: Int

    init(_ count: Int, days: Int64) {
      few = max(1, count / Int(days) * 30 / FleetSales.few)
      many = max(1, count / Int(days) * 365 / FleetSales.many)
    }
  }

  /// The accounts of the measured pairs come first.
  private func pick(
    _ number: Int, age: Int64, _ schedule: Schedule, _ random: inout Chance
  ) -> FleetFirms.Account {
    let pairs = FleetFirms.measuredPairs
    if firms.accounts.count <= pairs { return firms.accounts[0] }
    if age < 30, number % schedule.few == 0 { return firms.accounts[0] }
    if age < 365, number % schedule.many == 1 { return firms.accounts[1] }
    return firms.accounts[pairs + random.below(firms.accounts.count - pairs)]
  }

  private func driver(of account: FleetFirms.Account, _ random: inout Chance) -> Int {
    let (first, step) = firms.drivers(of: account.consumer)
    let count = (firms.drivers.count - first + step - 1) / step
    return first + step * random.below(count)
  }

  private struct ReceiptSeries: Hashable {
    let supplier: Int
    let year: Int
  }

  /// The next number of the supplier, and a code.
  private func receipt(
    of account: FleetFirms.Account, at: Instant, _ random: inout Chance,
    _ sequences: inout [ReceiptSeries: Int64]
  ) -> (number: String, code: String) {
    let local = at.seconds + 3_600
    let year = CivilDate(daysSinceEpoch: Int(local / Self.day)).year
    let sequence =
      sequences[ReceiptSeries(supplier: account.supplier, year: Int(year)), default: 0] + 1
    sequences[ReceiptSeries(supplier: account.supplier, year: Int(year))] = sequence
    let digits = String(sequence)
    let number = "\(year)-" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    return (number, String(random.next(), radix: 36) + String(random.next(), radix: 36))
  }

  private func write(_ rows: SaleRows) async throws {
    let drivers = rows.drivers.map { firms.drivers[$0].rawValue }
    let source = database.dialect.unnest(
      [
        .uuids(rows.ids), .uuids(rows.accounts), .uuids(drivers), .integers(rows.liters),
        .integers(rows.prices), .integers(rows.totals), .texts(rows.settlements),
        .texts(rows.products), .integers(rows.odometers), .texts(rows.states),
        .instants(rows.created), .instants(rows.completed), .texts(rows.receiptNumbers),
        .texts(rows.receiptCodes), .texts(rows.sides),
      ], as: "r")
    try await database.execute(
      """
      INSERT INTO fleet_transactions (id, account_id, initiator_id, initiator_name, initiator_side,
        receiver_id, receiver_name, supplier_company_id, supplier_company_name,
        consumer_company_id, consumer_company_name, driver_id, driver_name, vehicle_number,
        vehicle_key, requested_liters, amount_liters, price_per_liter, total_price, amount_dzd,
        settlement, product, odometer, status, decided_by, flags, occurred_at, expires_at,
        completed_at, receipt_number, receipt_code, version, created_at, updated_at)
      SELECT r.c1, a.id,
        CASE r.c15 WHEN 'supplier' THEN s.user_id ELSE d.user_id END,
        CASE r.c15 WHEN 'supplier' THEN s.name ELSE d.name END, r.c15,
        CASE r.c15 WHEN 'supplier' THEN d.user_id ELSE s.user_id END,
        CASE r.c15 WHEN 'supplier' THEN d.name ELSE s.name END,
        s.id, s.name, k.id, k.name, d.id, d.name, d.vehicle_number, d.vehicle_number, r.c4, r.c4,
        r.c5, r.c6, CASE r.c7 WHEN 'money' THEN r.c6 ELSE 0 END, r.c7, r.c8, r.c9, r.c10,
        CASE WHEN r.c10 IN ('approved', 'rejected') THEN
          CASE r.c15 WHEN 'supplier' THEN d.user_id ELSE s.user_id END END,
        '', r.c11, CASE r.c10 WHEN 'pending' THEN \(now.adding(seconds: Self.day)) ELSE r.c12 END,
        CASE r.c10 WHEN 'pending' THEN NULL ELSE r.c12 END,
        NULLIF(r.c13, ''), NULLIF(r.c14, ''), CASE r.c10 WHEN 'pending' THEN 1 ELSE 2 END, r.c11,
        r.c12
      FROM \(source)
      JOIN fleet_accounts a ON a.id = r.c2
      JOIN fleet_companies s ON s.id = a.supplier_company_id
      JOIN fleet_companies k ON k.id = a.consumer_company_id
      JOIN fleet_drivers d ON d.id = r.c3
      """)
  }
}
