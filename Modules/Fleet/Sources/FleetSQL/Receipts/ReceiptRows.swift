public import Fleet
public import Kernel
import Storage

extension SQLFleetStore {
  /// The receipt of a transaction, or its credit note.
  public func receipt(
    _ kind: Receipt.Kind, of sale: FuelTransaction.ID
  ) async throws -> Receipt? {
    try await database.first(
      """
      SELECT \(Receipt.columns) FROM fleet_receipts
      WHERE transaction_id = \(sale) AND kind = \(kind.rawValue)
      """, Receipt.init(row:))
  }

  /// The receipt with a code.
  public func receipt(code: String) async throws -> Receipt? {
    try await database.first(
      "SELECT \(Receipt.columns) FROM fleet_receipts WHERE code = \(code)", Receipt.init(row:))
  }
}

extension SQLFleetTransaction {
  func nextReceiptNumber(of supplier: Company.ID, in year: Int) throws -> Asked<Int64> {
    let next = try sql.pending(
      """
      INSERT INTO fleet_receipt_counters (supplier_company_id, year, last_sequence)
      VALUES (\(supplier), \(year), 1)
      ON CONFLICT (supplier_company_id, year)
      DO UPDATE SET last_sequence = fleet_receipt_counters.last_sequence + 1
      RETURNING last_sequence
      """)
    return {
      guard let row = try next.rows().first else {
        throw RowError.isNull(column: "last_sequence")
      }
      return try row["last_sequence"]
    }
  }

  func insert(_ receipt: Receipt) throws {
    let (supplier, consumer) = (receipt.supplier, receipt.consumer)
    try sql.deferred([
      """
      INSERT INTO fleet_receipts (id, transaction_id, kind, supplier_company_id, year, sequence,
        number, code, issued_at, supplier_name, supplier_address, supplier_tax_id,
        consumer_company_id, consumer_name, consumer_address, consumer_tax_id, driver_name,
        vehicle_number, product, amount_liters, price_per_liter, total_price, amount_dzd,
        settlement)
      VALUES (\(receipt.id), \(receipt.transactionID), \(receipt.kind.rawValue), \(supplier.id),
        \(receipt.year), \(receipt.sequence), \(receipt.name.number), \(receipt.name.code),
        \(receipt.issuedAt), \(supplier.name), \(supplier.address), \(supplier.taxID),
        \(consumer.id), \(consumer.name), \(consumer.address), \(consumer.taxID),
        \(receipt.driverName), \(receipt.vehicleNumber), \(receipt.product?.rawValue),
        \(receipt.amount.liters.minorUnits), \(receipt.amount.pricePerLiter.minorUnits),
        \(receipt.amount.totalPrice.minorUnits), \(receipt.amount.chargedMoney.minorUnits),
        \(receipt.settlement.rawValue))
      """
    ])
  }
}

extension Receipt {
  /// Of `fleet_receipts`.
  static let columns: SQL =
    """
    id, transaction_id, kind, supplier_company_id, year, sequence, number, code, issued_at,
    supplier_name, supplier_address, supplier_tax_id, consumer_company_id, consumer_name,
    consumer_address, consumer_tax_id, driver_name, vehicle_number, product, amount_liters,
    price_per_liter, total_price, amount_dzd, settlement
    """

  init(row: Row) throws {
    self.init(
      id: try row["id"], name: ReceiptName(number: try row["number"], code: try row["code"]),
      year: try row["year"], sequence: try row["sequence"], kind: try row.word("kind"),
      issuedAt: try row["issued_at"], transactionID: try row["transaction_id"],
      supplier: Side(
        id: try row["supplier_company_id"], name: try row["supplier_name"],
        address: try row["supplier_address"], taxID: try row["supplier_tax_id"]),
      consumer: Side(
        id: try row["consumer_company_id"], name: try row["consumer_name"],
        address: try row["consumer_address"], taxID: try row["consumer_tax_id"]),
      driverName: try row["driver_name"], vehicleNumber: try row["vehicle_number"],
      product: try row.optionalWord("product"), amount: try FuelAmount(row: row),
      settlement: try row.word("settlement"))
  }
}
