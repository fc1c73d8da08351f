import Console
import Fleet
import Kernel
import Ports

/// `atrium fleet transaction list|show|expire` and `atrium fleet receipt verify`
func transactionCommands(_ open: @escaping @Sendable () async throws -> FleetDesk) -> [Command] {
  [
    Command(
      "fleet", "transaction", "list", summary: "List transactions, the newest first",
      discussion: """
          atrium fleet transaction list --status pending
        """,
      options: [
        .value(
          "status", "STATUS", help: "pending, approved, rejected, cancelled or expired"),
        .value("company", "ID", help: "Only those with this company on one side"),
        .value("driver", "ID", help: "Only those of this driver"), .limit,
      ]
    ) { invocation in
      var filter = TransactionFilter()
      if let state = try invocation.word("status", of: FuelTransaction.State.self) {
        filter.states = [state]
      }
      filter.companyID = try invocation.optionalID("company", of: Company.self)
      filter.driverID = try invocation.optionalID("driver", of: Driver.self)
      let limit = try invocation.limit()
      let found = try await open().list(filter, limit: limit)
      return .list(
        found.map(summary),
        columns: ["id", "status", "supplier", "consumer", "driver", "liters", "total", "at"])
    },
    Command(
      "fleet", "transaction", "show", summary: "Show a transaction",
      discussion: """
          atrium fleet transaction show 01890a5d-ac96-774b-bcce-b302099a8057
        """,
      options: [.argument("transaction", help: "The transaction's id")]
    ) { invocation in
      let id = try invocation.id("transaction", of: FuelTransaction.self)
      let desk = try await open()
      return .record(
        whole(
          try await answering { try await desk.transactions.transaction(id, for: .console) }.sale))
    },
    Command(
      "fleet", "transaction", "expire", summary: "End a request that waits to be decided",
      discussion: """
        What it holds on the account is free again.

          atrium fleet transaction expire 01890a5d-ac96-774b-bcce-b302099a8057 --reason "lost"
        """,
      options: [.argument("transaction", help: "The transaction's id"), .reason]
    ) { invocation in
      let id = try invocation.id("transaction", of: FuelTransaction.self)
      let reason = try invocation.reason()
      let desk = try await open()
      return .record(
        whole(
          try await answering {
            try await desk.administration.expire(id, because: reason, by: .operatorConsole)
          }))
    },
    verifyCommand(open),
  ]
}

private func verifyCommand(_ open: @escaping @Sendable () async throws -> FleetDesk) -> Command {
  Command(
    "fleet", "receipt", "verify", summary: "Say what the receipt with a code is of",
    discussion: """
        atrium fleet receipt verify 4f0c9a1e27d34b6c8a5d7e90b1c2d3e4
      """,
    options: [.argument("code", help: "The code on the receipt")]
  ) { invocation in
    let code = try invocation.required("code")
    let desk = try await open()
    guard let receipt = try await desk.receipt(code) else {
      throw CommandError.refused("not_found", "there is no receipt with this code")
    }
    let isReversed = try await desk.isReversed(receipt)
    return .record([
      "valid": .bool(true), "number": .text(receipt.name.number),
      "kind": .text(receipt.kind.rawValue), "issued_at": .text("\(receipt.issuedAt)"),
      "transaction_id": .text("\(receipt.transactionID)"),
      "supplier": .text(receipt.supplier.name), "consumer": .text(receipt.consumer.name),
      "amount_liters": .text("\(receipt.amount.liters)"),
      "total_price": .text("\(receipt.amount.totalPrice)"), "currency": .text("DZD"),
      "reversed": .bool(isReversed),
    ])
  }
}

private func summary(_ sale: FuelTransaction) -> Record {
  [
    "id": .text("\(sale.id)"), "status": .text(sale.state.rawValue),
    "supplier": .text(sale.supplierName), "consumer": .text(sale.consumerName),
    "driver": .text(sale.driverName), "liters": .text("\(sale.amount.liters)"),
    "total": .text("\(sale.amount.totalPrice)"), "at": .text("\(sale.createdAt)"),
  ]
}

private func whole(_ sale: FuelTransaction) -> Record {
  [
    "id": .text("\(sale.id)"), "status": .text(sale.state.rawValue),
    "supplier": .text(sale.supplierName), "consumer": .text(sale.consumerName),
    "driver": .text(sale.driverName), "vehicle_number": .optional(sale.vehicleNumber),
    "initiator": .text(sale.initiator.name), "receiver": .text(sale.receiver.name),
    "product": .optional(sale.product?.rawValue), "settlement": .text(sale.settlement.rawValue),
    "requested_liters": .text("\(sale.requestedLiters)"),
    "amount_liters": .text("\(sale.amount.liters)"),
    "price_per_liter": .text("\(sale.amount.pricePerLiter)"),
    "total_price": .text("\(sale.amount.totalPrice)"),
    "amount_dzd": .text("\(sale.amount.chargedMoney)"),
    "flags": .list(sale.flags.map { .text($0) }), "reason": .optional(sale.reason),
    "receipt": .optional(sale.receipt?.number), "created_at": .text("\(sale.createdAt)"),
    "expires_at": .text("\(sale.expiresAt)"),
    "completed_at": .optional(sale.completedAt.map { "\($0)" }),
    "reversed_at": .optional(sale.reversedAt.map { "\($0)" }),
    "version": .number(sale.version),
  ]
}
