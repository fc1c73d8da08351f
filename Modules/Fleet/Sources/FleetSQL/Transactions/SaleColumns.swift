import Fleet
import Kernel
import Storage

extension FuelTransaction {
  /// Of `fleet_transactions t`.
  static let columns: SQL =
    """
    t.id, t.account_id, t.initiator_id, t.initiator_name, t.initiator_side, t.receiver_id,
    t.receiver_name, t.supplier_company_id, t.supplier_company_name, t.consumer_company_id,
    t.consumer_company_name, t.driver_id, t.driver_name, t.vehicle_number, t.vehicle_key,
    t.requested_liters, t.amount_liters, t.price_per_liter, t.total_price, t.amount_dzd,
    t.settlement, t.product, t.odometer, t.notes, t.status, t.decided_by, t.reason, t.flags,
    t.occurred_at, t.expires_at, t.completed_at, t.reversed_at, t.receipt_number, t.receipt_code,
    t.version, t.created_at, t.updated_at
    """

  init(row: Row) throws {
    self.init(
      id: try row["id"], accountID: try row["account_id"],
      initiator: Party(userID: try row["initiator_id"], name: try row["initiator_name"]),
      receiver: Party(userID: try row["receiver_id"], name: try row["receiver_name"]),
      initiatorSide: try row.word("initiator_side"), supplierID: try row["supplier_company_id"],
      supplierName: try row["supplier_company_name"],
      consumerID: try row["consumer_company_id"],
      consumerName: try row["consumer_company_name"], driverID: try row["driver_id"],
      driverName: try row["driver_name"], vehicleNumber: try row["vehicle_number"],
      vehicleKey: try row["vehicle_key"], amount: try FuelAmount(row: row),
      requestedLiters: try row.money("requested_liters", .litres),
      settlement: try row.word("settlement"), product: try row.optionalWord("product"),
      odometer: try row.get("odometer", as: Int64?.self).map { Odometer(tenths: $0) },
      notes: try row["notes"], state: try row.word("status"), decidedBy: try row["decided_by"],
      reason: try row["reason"],
      flags: try row.get("flags", as: String.self).split(separator: ",").map(String.init),
      occurredAt: try row["occurred_at"], expiresAt: try row["expires_at"],
      completedAt: try row["completed_at"], reversedAt: try row["reversed_at"],
      receipt: try ReceiptName(row: row), version: try row["version"],
      createdAt: try row["created_at"], updatedAt: try row["updated_at"])
  }

  /// Its flags as they are kept.
  var flagWords: String { flags.joined(separator: ",") }
}

extension FuelAmount {
  init(row: Row) throws {
    self.init(
      liters: try row.money("amount_liters", .litres),
      pricePerLiter: try row.money("price_per_liter", .dinar),
      totalPrice: try row.money("total_price", .dinar),
      chargedMoney: try row.money("amount_dzd", .dinar))
  }
}

extension ReceiptName {
  fileprivate init?(row: Row) throws {
    guard let number: String = try row["receipt_number"],
      let code: String = try row["receipt_code"]
    else { return nil }
    self.init(number: number, code: code)
  }
}
