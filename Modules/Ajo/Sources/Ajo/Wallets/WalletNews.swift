public import Events
import Kernel
import Ledger
import Ports
public import Work

/// The events of money that moves between wallets, or that other contexts charge, for the
/// catalogue. Their types and the members of their data never change.
public let walletEvents = [
  EventDeclaration(
    "ajo.transfer.made",
    """
    A user sent money to another. The data has its id, from_user_id, to_user_id, amount, currency \
    and note.
    """),
  EventDeclaration(
    "ajo.wallet.charged",
    """
    Something was paid from a wallet. The data has its id, user_id, context, amount, currency and \
    description.
    """),
  EventDeclaration(
    "ajo.wallet.refunded",
    """
    Something that was paid from a wallet was given back. The data has its id, user_id, context, \
    amount, currency and description.
    """),
]

/// What users are notified of.
public let walletNotifications = [
  NotificationEvent("ajo.transfer.made", "You sent or got money", isCritical: true),
  NotificationEvent("ajo.wallet.charged", "You paid from your wallet", isCritical: true),
  NotificationEvent("ajo.wallet.refunded", "A payment came back to your wallet"),
]

/// Who is notified of a transfer. Its event goes to both sides anyway.
public struct TransferNotices: Hashable, Sendable {
  /// Whether whoever sends is.
  public let sender: Bool
  /// Whether whoever is paid is.
  public let recipient: Bool

  /// Both sides unless told otherwise.
  public init(sender: Bool = true, recipient: Bool = true) {
    self.sender = sender
    self.recipient = recipient
  }
}

extension Announcement {
  /// A transfer from a user to another: both follow it.
  static func transfer(
    _ order: TransferOrder, _ amount: Money, from: UserID, to: UserID, telling: TransferNotices
  ) -> Self {
    let url = "/wallet/transactions/\(order.id)"
    func told(_ title: String, _ body: String, _ kind: Notification.Kind) -> Notification {
      Notification("ajo.transfer.made", title: title, body: body, kind: kind, actionURL: url)
    }
    var notifications: [(UserID, Notification)] = []
    if telling.sender {
      notifications.append(
        (from, told("You sent money", "\(amount.spoken) left your wallet.", .info)))
    }
    if telling.recipient {
      notifications.append(
        (to, told("You got money", "\(amount.spoken) are in your wallet.", .success)))
    }
    return Announcement(
      Event(
        "ajo.transfer.made", of: "transfer:\(order.id)",
        topics: [TopicName.user(from), TopicName.user(to)],
        data: TransferNews(
          id: "\(order.id)", from_user_id: "\(from)", to_user_id: "\(to)", amount: "\(amount)",
          currency: amount.unit.code, note: order.note)), notifying: notifications)
  }

  /// What another context took from a wallet.
  static func charged(_ charge: ChargeDetails) -> Self {
    .of(charge, "charged", "You paid \(charge.amount.spoken)")
  }

  /// What another context gave back.
  static func refunded(_ refund: ChargeDetails) -> Self {
    .of(refund, "refunded", "You got \(refund.amount.spoken) back")
  }

  private static func of(_ charge: ChargeDetails, _ what: String, _ title: String) -> Self {
    Announcement(
      Event(
        "ajo.wallet.\(what)", of: "transfer:\(charge.id)", topics: [TopicName.user(charge.userID)],
        data: ChargeNews(
          id: "\(charge.id)", user_id: "\(charge.userID)", context: charge.context,
          amount: "\(charge.amount)", currency: charge.amount.unit.code,
          description: charge.description)),
      notifying: [
        (
          charge.userID,
          Notification(
            "ajo.wallet.\(what)", title: title, body: charge.description,
            actionURL: "/wallet/transactions/\(charge.id)")
        )
      ])
  }
}

/// A charge or a refund as it is told.
struct ChargeDetails {
  let id: Transfer.ID
  let userID: UserID
  let context: String
  let amount: Money
  let description: String
}

/// What an event tells of a transfer.
private struct TransferNews: Encodable, Sendable {
  let id: String
  let from_user_id: String
  let to_user_id: String
  let amount: String
  let currency: String
  let note: String?
}

/// What an event tells of a charge or a refund.
private struct ChargeNews: Encodable, Sendable {
  let id: String
  let user_id: String
  let context: String
  let amount: String
  let currency: String
  let description: String
}
