import Kernel

extension Receipt {
  /// A receipt of a transaction as it is now.
  /// - Parameters:
  ///   - sequence: its number among the supplier's of the year.
  ///   - code: 128 random bits as text.
  init(
    _ kind: Kind, of sale: FuelTransaction, between sides: TradeSides, id: ID, year: Int,
    sequence: Int64, code: String, at now: Instant
  ) {
    self.init(
      id: id, name: ReceiptName(number: Self.number(sequence, in: year), code: code), year: year,
      sequence: sequence, kind: kind, issuedAt: now, transactionID: sale.id,
      supplier: Side(of: sides.supplier), consumer: Side(of: sides.consumer),
      driverName: sale.driverName, vehicleNumber: sale.vehicleNumber, product: sale.product,
      amount: sale.amount, settlement: sale.settlement)
  }

  /// A number as it is written: `2026-000017`.
  static func number(_ sequence: Int64, in year: Int) -> String {
    let digits = "\(sequence)"
    return "\(year)-" + String(repeating: "0", count: max(0, 6 - digits.utf8.count)) + digits
  }
}

extension Receipt.Side {
  init(of company: Company) {
    self.init(
      id: company.id, name: company.name, address: company.details.address,
      taxID: company.details.taxID)
  }
}

extension FleetTransaction {
  /// Issues the next receipt of a supplier.
  func issue(
    _ kind: Receipt.Kind, of sale: FuelTransaction, between sides: TradeSides,
    numbered sequence: Int64, in year: Int, _ parts: MoneyParts, at now: Instant
  ) throws -> Receipt {
    let receipt = Receipt(
      kind, of: sale, between: sides, id: parts.ids.make(), year: year, sequence: sequence,
      code: InvitationCode(from: parts.random).text, at: now)
    try insert(receipt)
    return receipt
  }
}
