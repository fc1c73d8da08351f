import Kernel
import Payments
public import Work

/// What users and administrators are notified of.
public let paymentNotifications = [
  NotificationEvent("ajo.deposit.succeeded", "A deposit is in your wallet"),
  NotificationEvent("ajo.deposit.failed", "A deposit was declined"),
  NotificationEvent("ajo.deposit.mismatch", "A deposit waits for a person"),
  NotificationEvent("ajo.deposit.refund_failed", "A refund did not work out"),
  NotificationEvent("ajo.withdrawal.paid", "A withdrawal arrived", isCritical: true),
  NotificationEvent("ajo.withdrawal.returned", "A withdrawal came back", isCritical: true),
  NotificationEvent("ajo.payment.difference", "Ours and a provider's books differ"),
  NotificationEvent("ajo.bank.undecided", "A bank account waits for a person"),
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

  static func refundFailed(_ deposit: Deposit, _ message: String) -> Notification {
    Notification(
      "ajo.deposit.refund_failed", title: "A refund failed",
      body: "The refund of deposit \(deposit.reference) failed: \(message)",
      kind: .actionRequired, priority: .high, actionURL: "/admin/ajo/deposits/\(deposit.id)")
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
