import Events
import Kernel

// What events tell of accounts, transactions and receipts.

extension EventData {
  /// What an event tells of an account, and of what was put on it or is left.
  static func of(_ account: FuelAccount, _ topUp: TopUp? = nil, left: Money? = nil) -> EventData {
    let pair = EventData { pair in
      try pair.write("id", account.id)
      try pair.write("supplier_company_id", account.supplierID)
      try pair.write("supplier_company_name", account.supplierName)
      try pair.write("consumer_company_id", account.consumerID)
      try pair.write("consumer_company_name", account.consumerName)
      try pair.write("is_active", account.isActive)
      try pair.write("low_balance_money", account.lowBalance)
      try pair.write("version", number: account.version)
    }
    return EventData { data in
      try data.write("account", object: pair)
      if let topUp { try data.write("topup", object: .put(topUp)) }
      if let left { try data.write("available_money", left) }
    }
  }

  private static func put(_ topUp: TopUp) -> EventData {
    EventData { put in
      try put.write("id", topUp.id)
      try put.write("unit", topUp.amount.unit == .litres ? "liters" : "money")
      try put.write("kind", topUp.kind.rawValue)
      try put.write("amount", topUp.amount)
      try put.write("reference", topUp.reference)
      try put.write("balance_after", topUp.balanceAfter)
      try put.write("created_at", topUp.createdAt)
      try put.write("reversed_at", topUp.reversedAt)
    }
  }

  /// What an event tells of a transaction: what its route shows, but whether it is the reader's to
  /// decide.
  static func of(_ sale: FuelTransaction) -> EventData {
    let shown = EventData { shown in
      try shown.write("id", sale.id)
      try sale.writeSides(to: &shown)
      try sale.writeFuel(to: &shown)
      try sale.writeCourse(to: &shown)
    }
    return EventData { try $0.write("transaction", object: shown) }
  }

  /// What an event tells of a receipt; nothing of the driver.
  static func of(_ receipt: Receipt) -> EventData {
    let issued = EventData { issued in
      try issued.write("number", receipt.name.number)
      try issued.write("code", receipt.name.code)
      try issued.write("kind", receipt.kind.rawValue)
      try issued.write("issued_at", receipt.issuedAt)
      try issued.write("transaction_id", receipt.transactionID)
      try issued.write("supplier_company_id", receipt.supplier.id)
      try issued.write("consumer_company_id", receipt.consumer.id)
      try issued.write("amount_liters", receipt.amount.liters)
      try issued.write("total_price", receipt.amount.totalPrice)
      try issued.write("amount_dzd", receipt.amount.chargedMoney)
    }
    return EventData { try $0.write("receipt", object: issued) }
  }
}

extension FuelTransaction {
  fileprivate func writeSides(to shown: inout EventObject) throws {
    try shown.write("initiator_id", initiator.userID)
    try shown.write("initiator_name", initiator.name)
    try shown.write("receiver_id", receiver.userID)
    try shown.write("receiver_name", receiver.name)
    try shown.write("supplier_company_id", supplierID)
    try shown.write("supplier_company_name", supplierName)
    try shown.write("consumer_company_id", consumerID)
    try shown.write("consumer_company_name", consumerName)
    try shown.write("driver_id", driverID)
    try shown.write("driver_name", driverName)
    try shown.write("vehicle_number", vehicleNumber)
  }

  fileprivate func writeFuel(to shown: inout EventObject) throws {
    try shown.write("product", product?.rawValue)
    try shown.write("settlement", settlement.rawValue)
    try shown.write("requested_liters", requestedLiters)
    try shown.write("amount_liters", amount.liters)
    try shown.write("price_per_liter", amount.pricePerLiter)
    try shown.write("total_price", amount.totalPrice)
    try shown.write("amount_dzd", amount.chargedMoney)
    try shown.write("odometer", odometer?.kilometres)
    try shown.write("notes", notes)
  }

  fileprivate func writeCourse(to shown: inout EventObject) throws {
    try shown.write("status", state.rawValue)
    try shown.write("decided_by", decidedBy)
    try shown.write("reason", reason)
    try shown.write("flags", list: flags)
    try shown.write(
      "receipt",
      object: receipt.map { name in
        EventData {
          try $0.write("number", name.number)
          try $0.write("code", name.code)
        }
      })
    try shown.write("occurred_at", occurredAt)
    try shown.write("expires_at", expiresAt)
    try shown.write("created_at", createdAt)
    try shown.write("completed_at", completedAt)
    try shown.write("reversed_at", reversedAt)
    try shown.write("updated_at", updatedAt)
    try shown.write("version", number: version)
  }
}
