import Kernel
import Work

// What notifications say, in English.

extension Money {
  /// The amount with its unit: `40.00 L`.
  fileprivate var told: String { "\(self) \(unit.code)" }
}

extension FuelTransaction {
  /// The receiver is asked.
  var requestedNote: Notification {
    note(
      "fleet.transaction.requested",
      "\(initiator.name) requests \(requestedLiters.told) for \(driverName)",
      "\(consumerName) at \(supplierName): \(total). Approve or reject it until it expires.",
      kind: .actionRequired, priority: .high)
  }

  /// Administrators are told that it could not expire by itself.
  var heldNote: Notification {
    note(
      "fleet.transaction.held", "A request for fuel could not expire",
      "What it holds stays held. It is tried again every hour; the log says why.",
      kind: .actionRequired, priority: .high)
  }

  /// Whoever asked and whoever drives are told what became of it.
  var decidedNote: Notification {
    switch state {
    case .approved:
      note(
        "fleet.transaction.approved", "\(amount.liters.told) for \(driverName) were approved",
        "\(supplierName) sold them to \(consumerName): \(total)."
          + (receipt.map { " The receipt is \($0.number)." } ?? ""), kind: .success)
    case .rejected:
      note(
        "fleet.transaction.rejected",
        "The request for \(requestedLiters.told) for \(driverName) was rejected", why)
    case .cancelled:
      note(
        "fleet.transaction.cancelled",
        "The request for \(requestedLiters.told) for \(driverName) was taken back", why)
    case .expired, .pending:
      note(
        "fleet.transaction.expired",
        "The request for \(requestedLiters.told) for \(driverName) has expired",
        "Nobody decided it in time. What it held is free again.")
    }
  }

  /// Whoever asked and whoever drives are told that it was taken back.
  var reversedNote: Notification {
    note(
      "fleet.transaction.reversed",
      "The sale of \(amount.liters.told) to \(driverName) was reversed",
      "\(charged) went back to the account of \(consumerName) at \(supplierName). \(why)",
      priority: .high)
  }

  private var total: String { "\(amount.totalPrice.told) at \(amount.pricePerLiter.told) a litre" }
  private var charged: String {
    settlement == .money ? amount.chargedMoney.told : amount.liters.told
  }
  private var why: String { reason.map { "The reason: \($0)" } ?? "No reason was given." }

  private func note(
    _ event: String, _ title: String, _ body: String, kind: Notification.Kind = .info,
    priority: Notification.Priority = .normal
  ) -> Notification {
    Notification(
      event, title: title, body: body, kind: kind, priority: priority,
      actionURL: "/transactions/\(id)")
  }
}

extension FuelAccount {
  /// Something was put on it, or paid of what is owed.
  func note(of topUp: TopUp) -> Notification {
    let body =
      switch topUp.kind {
      case .payment: "It was paid for. The balance is \(topUp.balanceAfter.told)."
      case .credit: "It is on credit. The balance is \(topUp.balanceAfter.told)."
      case .settlement: "It was paid towards what you owe."
      }
    return note(
      "fleet.account.topped_up", "\(supplierName) booked \(topUp.amount.told)", body,
      kind: .success)
  }

  /// Something that was put on it is taken back.
  func note(ofReversed topUp: TopUp) -> Notification {
    note(
      "fleet.account.topup_reversed", "\(supplierName) took back \(topUp.amount.told)",
      topUp.reversalReason.map { "The reason: \($0)" } ?? "No reason was given.",
      priority: .high)
  }

  /// Less than the mark is left.
  func note(low available: Money) -> Notification {
    note(
      "fleet.account.low_balance", "\(available.told) is left at \(supplierName)",
      lowBalance.map { "That is less than \($0.told), the mark that your company set." } ?? "",
      kind: .actionRequired, priority: .high)
  }

  private func note(
    _ event: String, _ title: String, _ body: String, kind: Notification.Kind = .info,
    priority: Notification.Priority = .normal
  ) -> Notification {
    Notification(
      event, title: title, body: body, kind: kind, priority: priority,
      actionURL: "/accounts/\(id)")
  }
}

extension Driver {
  /// A request passed limits that only alert.
  func note(of sale: FuelTransaction) -> Notification {
    Notification(
      "fleet.driver.limit_alert", title: "\(details.name) passed a limit",
      body: "\(sale.amount.liters.told) at \(sale.supplierName): "
        + sale.flags.joined(separator: ", ") + ".",
      priority: .high, actionURL: "/transactions/\(sale.id)")
  }

  /// Most of the month is used.
  func note(_ used: Liters, of allowed: Liters) -> Notification {
    Notification(
      "fleet.driver.limit_near", title: "\(details.name) has used most of the month's litres",
      body: "\(used.told) of \(allowed.told) are used.", actionURL: "/drivers/\(id)")
  }
}

extension Company {
  /// The owner and the managers are told who else may act for the company now.
  func joinedNote(_ member: CompanyMember) -> Notification {
    Notification(
      "fleet.company.member_joined", title: "Somebody joined \(name)",
      body: "Their role is \(member.role.rawValue).", priority: .high,
      actionURL: "/companies/\(id)")
  }
}
