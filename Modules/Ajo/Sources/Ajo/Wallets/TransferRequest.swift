public import Kernel
public import Ledger
public import Ports

/// What a user asks for who wants to send money.
public struct TransferRequest: Sendable, Hashable {
  /// Who pays.
  public let sender: UserID
  /// Who is paid.
  public let recipient: PayeeName
  /// How much.
  public let amount: Money
  /// The sender's words for it, of `noteLength`, or nil.
  public let note: String?

  /// How many Unicode scalars a note may have.
  public static let noteLength = 0...280

  /// Makes a request.
  public init(sender: UserID, recipient: PayeeName, amount: Money, note: String? = nil) {
    self.sender = sender
    self.recipient = recipient
    self.amount = amount
    self.note = note
  }
}

/// A transfer that was posted, from its sender's side.
public struct TransferReceipt: Sendable, Hashable {
  /// The entry in the wallet.
  public let movement: WalletTransaction
  /// True when an earlier request under the same idempotency key made it.
  public let isReplay: Bool

  /// Makes a receipt.
  public init(movement: WalletTransaction, isReplay: Bool) {
    self.movement = movement
    self.isReplay = isReplay
  }
}

/// Why money was not sent, in order of precedence.
public enum TransferRefusal: Error, Sendable, Hashable {
  /// Nobody has this id or address.
  case recipientNotFound
  /// Sender and recipient are one, whom the request names like this.
  case toSelf(PayeeName)
  /// The recipient is blocked, or is leaving.
  case recipientUnavailable
  /// The wallet does not hold this much.
  case insufficientFunds
  /// The ledger has something else against it.
  case rejected(TransferRejection)

  /// What the ledger's refusal means to a wallet.
  init(_ rejection: TransferRejection) {
    self =
      switch rejection {
      case .exceedsBalance: .insufficientFunds
      // Wallets close with their user's account.
      case .accountClosed: .recipientUnavailable
      default: .rejected(rejection)
      }
  }
}
