import Kernel
import Payments
public import Work

/// What users and administrators are notified of.
public let paymentNotifications = [
  NotificationEvent("ajo.deposit.succeeded", "A deposit is in your wallet"),
  NotificationEvent("ajo.deposit.failed", "A deposit was declined"),
  NotificationEvent("ajo.deposit.mismatch", "A deposit waits for a person"),
  NotificationEvent("ajo.deposit.open", "What became of a card's charge is not known"),
  NotificationEvent("ajo.deposit.refund_failed", "A refund did not work out"),
  NotificationEvent(
    "ajo.deposit.taken_back", "A payment was refunded or disputed", isCritical: true),
  NotificationEvent(
    "ajo.debt.repaid", "What you owed was taken from your wallet", isCritical: true),
  NotificationEvent("ajo.withdrawal.paid", "A withdrawal arrived", isCritical: true),
  NotificationEvent("ajo.withdrawal.returned", "A withdrawal came back", isCritical: true),
  NotificationEvent("ajo.payment.difference", "Ours and a provider's books differ"),
  NotificationEvent("ajo.bank.undecided", "A bank account waits for a person"),
  NotificationEvent("ajo.kyc.undecided", "Who a user is waits for a person"),
  NotificationEvent("ajo.kyc.changed", "What is known of who you are changed", isCritical: true),
]

extension Notification {
  static func depositSucceeded(_ deposit: Deposit) -> Notification {
    let amount = deposit.settlement == nil ? deposit.amount : deposit.paid ?? deposit.amount
    return Notification(
      "ajo.deposit.succeeded", title: "Your deposit has arrived",
      body: "\(amount.spoken) are in your wallet.", kind: .success,
      actionURL: "/wallet/deposits/\(deposit.id)")
  }

  static func depositFailed(_ deposit: Deposit) -> Notification {
    Notification(
      "ajo.deposit.failed", title: "Your deposit was declined",
      body: "Your deposit of \(deposit.amount.spoken) was declined.",
      actionURL: "/wallet/deposits/\(deposit.id)")
  }

  static func depositMismatch(_ deposit: Deposit) -> Notification {
    Notification(
      "ajo.deposit.mismatch", title: "We are looking at your deposit",
      body: "Your deposit of \(deposit.amount.spoken) cannot be credited as it is. "
        + "We are looking at it.", actionURL: "/wallet/deposits/\(deposit.id)")
  }

  /// What administrators are told of a mismatch.
  static func depositToSettle(_ deposit: Deposit) -> Notification {
    Notification(
      "ajo.deposit.mismatch", title: "Settle a deposit",
      body: "Deposit \(deposit.reference): asked for \(deposit.amount.spoken), paid "
        + "\(deposit.paid?.spoken ?? "nothing"): \(deposit.reason ?? "").",
      kind: .actionRequired, priority: .high, actionURL: "/admin/ajo/deposits/\(deposit.id)")
  }

  /// What administrators are told of a card's charge that is open after a day.
  static func depositOpen(_ deposit: Deposit) -> Notification {
    Notification(
      "ajo.deposit.open", title: "Look at a card's charge",
      body: "Deposit \(deposit.reference): \(deposit.provider.rawValue) has not said in a day "
        + "whether \(deposit.amount.spoken) were charged. It goes on being asked.",
      kind: .actionRequired, priority: .high, actionURL: "/admin/ajo/deposits/\(deposit.id)")
  }

  static func refundFailed(_ deposit: Deposit, _ message: String) -> Notification {
    Notification(
      "ajo.deposit.refund_failed", title: "A refund failed",
      body: "The refund of deposit \(deposit.reference) failed: \(message)",
      kind: .actionRequired, priority: .high, actionURL: "/admin/ajo/deposits/\(deposit.id)")
  }

  static func depositTakenBack(_ deposit: Deposit, _ taken: TakeBack) -> Notification {
    let why = taken.kind == .refund ? "was refunded" : "was disputed at your bank"
    let owed = taken.debt.map { " You owe \($0.spoken), which the next money pays." } ?? ""
    return Notification(
      "ajo.deposit.taken_back", title: "A deposit was taken back",
      body: "Your payment \(why): \(taken.amount.spoken) were taken back.\(owed)",
      priority: .high, actionURL: "/wallet/deposits/\(deposit.id)")
  }

  /// What administrators are told of money that a provider took back, or may.
  static func takenBack(_ taken: TakeBack, of deposit: Deposit, due: String?) -> Notification {
    let what = taken.kind == .refund ? "refund" : "dispute"
    let state =
      switch taken.state {
      case .open: "is open" + (due.map { "; answer until \($0)" } ?? "")
      case .dropped: "was dropped: the money stays"
      case .taken:
        "took the money" + (taken.reason.map { ", and the wallet keeps it: \($0)" } ?? "")
          + (taken.debt.map { "; \($0.spoken) are owed" } ?? "")
      }
    let isOpen = taken.state == .open || taken.reason != nil
    return Notification(
      "ajo.deposit.taken_back", title: "A \(what) of a deposit",
      body:
        "Deposit \(deposit.reference): \(what) \(taken.name) of \(taken.amount.spoken) \(state).",
      kind: isOpen ? .actionRequired : .info, priority: .high,
      actionURL: "/admin/ajo/deposits/\(deposit.id)")
  }

  static func debtRepaid(_ amount: Money) -> Notification {
    Notification(
      "ajo.debt.repaid", title: "You paid back what you owed",
      body: "\(amount.spoken) were taken from your wallet for what you owed.",
      actionURL: "/wallet/transactions")
  }

  static func withdrawalPaid(_ withdrawal: Withdrawal) -> Notification {
    Notification(
      "ajo.withdrawal.paid", title: "Your withdrawal has arrived",
      body: "\(withdrawal.amount.spoken) are in your bank account.", kind: .success,
      priority: .high, actionURL: "/wallet/withdrawals/\(withdrawal.id)")
  }

  static func withdrawalReturned(_ withdrawal: Withdrawal) -> Notification {
    Notification(
      "ajo.withdrawal.returned", title: "Your withdrawal came back",
      body: "\(withdrawal.amount.spoken) are in your wallet again.", priority: .high,
      actionURL: "/wallet/withdrawals/\(withdrawal.id)")
  }

  /// What administrators are told of a difference that somebody has to look at.
  static func difference(_ difference: Difference) -> Notification {
    Notification(
      "ajo.payment.difference", title: "Ours and \(difference.provider.rawValue)'s books differ",
      body: "\(difference.reference ?? difference.providerReference ?? ""): "
        + "\(difference.kind.rawValue), ours \(difference.ourState ?? "none"), "
        + "theirs \(difference.theirState ?? "none").",
      kind: .actionRequired, priority: .high,
      actionURL: "/admin/ajo/reconciliation/\(difference.id)")
  }

  static func bankUndecided(_ bank: LinkedBank) -> Notification {
    Notification(
      "ajo.bank.undecided", title: "Decide on a bank account",
      body: "The holder of a linked account differs from its user's name.", kind: .actionRequired,
      actionURL: "/admin/ajo/banks/\(bank.id)")
  }

  static func identityUndecided(_ check: IdentityCase) -> Notification {
    Notification(
      "ajo.kyc.undecided", title: "Decide who a user is",
      body: "The provider has not said in a day whether user \(check.userID) is who they say.",
      kind: .actionRequired, actionURL: "/admin/ajo/kyc/\(check.id)")
  }

  static func identityChanged(_ customer: Customer) -> Notification {
    let body =
      switch customer.status {
      case .verified: "It is known who you are. Your limits are higher now."
      case .rejected: "We could not verify who you are. You may try again."
      case .pending: "We are verifying who you are."
      case .none: "It has to be verified again who you are."
      }
    return Notification(
      "ajo.kyc.changed", title: "Your verification", body: body,
      kind: customer.status == .verified ? .success : .info, priority: .high, actionURL: "/kyc")
  }
}
