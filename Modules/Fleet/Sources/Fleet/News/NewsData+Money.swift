import Kernel

/// What an event tells of an account, and of what was put on it or is left.
struct AccountNews: Encodable, Sendable {
  private let account: FuelAccount
  private let topUp: TopUp?
  private let left: Money?

  init(_ account: FuelAccount, _ topUp: TopUp? = nil, left: Money? = nil) {
    self.account = account
    self.topUp = topUp
    self.left = left
  }

  func encode(to encoder: any Encoder) throws {
    var data = NewsObject(encoder)
    try data.write("account", object: Pair(account: account))
    if let topUp { try data.write("topup", object: Put(topUp: topUp)) }
    if let left { try data.write("available_money", left) }
  }

  private struct Pair: Encodable {
    let account: FuelAccount

    func encode(to encoder: any Encoder) throws {
      var pair = NewsObject(encoder)
      try pair.write("id", account.id)
      try pair.write("supplier_company_id", account.supplierID)
      try pair.write("supplier_company_name", account.supplierName)
      try pair.write("consumer_company_id", account.consumerID)
      try pair.write("consumer_company_name", account.consumerName)
      try pair.write("is_active", account.isActive)
      try pair.write("low_balance_money", account.lowBalance)
      try pair.write("version", number: account.version)
    }
  }

  private struct Put: Encodable {
    let topUp: TopUp

    func encode(to encoder: any Encoder) throws {
      var put = NewsObject(encoder)
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
}

/// What an event tells of a transaction: what its route shows, but whether it is the reader's to
/// decide.
struct TransactionNews: Encodable, Sendable {
  private let sale: FuelTransaction

  init(_ sale: FuelTransaction) { self.sale = sale }

  func encode(to encoder: any Encoder) throws {
    var data = NewsObject(encoder)
    try data.write("transaction", object: Shown(sale: sale))
  }

  private struct Shown: Encodable {
    let sale: FuelTransaction

    func encode(to encoder: any Encoder) throws {
      var shown = NewsObject(encoder)
      try shown.write("id", sale.id)
      try writeSides(to: &shown)
      try writeFuel(to: &shown)
      try writeCourse(to: &shown)
    }

    private func writeSides(to shown: inout NewsObject) throws {
      try shown.write("initiator_id", sale.initiator.userID)
      try shown.write("initiator_name", sale.initiator.name)
      try shown.write("receiver_id", sale.receiver.userID)
      try shown.write("receiver_name", sale.receiver.name)
      try shown.write("supplier_company_id", sale.supplierID)
      try shown.write("supplier_company_name", sale.supplierName)
      try shown.write("consumer_company_id", sale.consumerID)
      try shown.write("consumer_company_name", sale.consumerName)
      try shown.write("driver_id", sale.driverID)
      try shown.write("driver_name", sale.driverName)
      try shown.write("vehicle_number", sale.vehicleNumber)
    }

    private func writeFuel(to shown: inout NewsObject) throws {
      try shown.write("product", sale.product?.rawValue)
      try shown.write("settlement", sale.settlement.rawValue)
      try shown.write("requested_liters", sale.requestedLiters)
      try shown.write("amount_liters", sale.amount.liters)
      try shown.write("price_per_liter", sale.amount.pricePerLiter)
      try shown.write("total_price", sale.amount.totalPrice)
      try shown.write("amount_dzd", sale.amount.chargedMoney)
      try shown.write("odometer", sale.odometer?.kilometres)
      try shown.write("notes", sale.notes)
    }

    private func writeCourse(to shown: inout NewsObject) throws {
      try shown.write("status", sale.state.rawValue)
      try shown.write("decided_by", sale.decidedBy)
      try shown.write("reason", sale.reason)
      try shown.write("flags", object: sale.flags)
      if let receipt = sale.receipt {
        try shown.write("receipt", object: ["number": receipt.number, "code": receipt.code])
      } else {
        try shown.container.encodeNil(forKey: "receipt")
      }
      try shown.write("occurred_at", sale.occurredAt)
      try shown.write("expires_at", sale.expiresAt)
      try shown.write("created_at", sale.createdAt)
      try shown.write("completed_at", sale.completedAt)
      try shown.write("reversed_at", sale.reversedAt)
      try shown.write("updated_at", sale.updatedAt)
      try shown.write("version", number: sale.version)
    }
  }
}

/// What an event tells of a receipt; nothing of the driver.
struct ReceiptNews: Encodable, Sendable {
  private let receipt: Receipt

  init(_ receipt: Receipt) { self.receipt = receipt }

  func encode(to encoder: any Encoder) throws {
    var data = NewsObject(encoder)
    try data.write("receipt", object: Issued(receipt: receipt))
  }

  private struct Issued: Encodable {
    let receipt: Receipt

    func encode(to encoder: any Encoder) throws {
      var issued = NewsObject(encoder)
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
  }
}
