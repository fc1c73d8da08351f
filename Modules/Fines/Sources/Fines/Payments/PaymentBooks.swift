public import Kernel

/// Between which accounts of the ledger a payment moves.
public struct PaymentBooks: Hashable, Sendable {
  /// The provider's account, which may be overdrawn.
  public let debit: String
  /// Ours, or that of the authority to which fines are owed on.
  public let credit: String

  /// The accounts of a completed payment; nil where nothing of it passes through us.
  /// - Parameter provider: the payment provider's name.
  public init?(isFine: Bool, method: PaymentMethod, provider: String) {
    switch method {
    case .link: return nil
    case .gateway: debit = "fines.provider.\(provider)"
    case .stars: debit = "fines.provider.telegram"
    }
    credit = isFine ? "fines.authority" : "fines.income"
  }

  /// Telegram's Stars: whole.
  public static let stars = Unit(code: "XTR", fractionDigits: 0)
}

/// What Telegram asks before it takes Stars: whether a payment may be made.
public struct Checkout: Hashable, Sendable {
  /// Who pays.
  public let payer: TelegramID
  /// What the invoice bore: `payment:<id>`.
  public let payload: String
  /// How much.
  public let amount: Money

  /// A question of Telegram's.
  public init(payer: TelegramID, payload: String, amount: Money) {
    self.payer = payer
    self.payload = payload
    self.amount = amount
  }

  /// The payment that the invoice was for; nil if the payload is none of ours.
  public var paymentID: Int64? { Self.paymentID(in: payload) }

  /// The payload of a payment's invoice.
  public static func payload(of payment: Int64) -> String { "payment:\(payment)" }

  /// The payment of a payload.
  public static func paymentID(in payload: String) -> Int64? {
    guard payload.hasPrefix("payment:"), let id = Int64(payload.dropFirst(8)), id > 0,
      Self.payload(of: id) == payload
    else { return nil }
    return id
  }

  /// Whether it may go on: only as that person's pending payment of that amount.
  public func isGood(for payment: Int64, of owner: TelegramID, state: PaymentState, asking: Money)
    -> Bool
  {
    paymentID == payment && payer == owner && state == .pending && amount == asking
  }
}
