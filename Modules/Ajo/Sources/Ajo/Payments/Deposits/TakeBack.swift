public import Kernel
public import Ledger
public import Payments

/// What a provider took back of a deposit, or may: a refund that nobody asked for here, or a
/// dispute. Each is taken from the wallet once.
public struct TakeBack: Hashable, Sendable {
  /// Its id.
  public typealias ID = Identifier<TakeBack>

  /// Its id.
  public let id: ID
  /// Of which deposit.
  public let depositID: Deposit.ID
  /// Who took it.
  public let provider: PaymentProvider
  /// A refund or a dispute.
  public let kind: TakenBack.Kind
  /// What the provider calls it.
  public let name: String
  /// How much.
  public let amount: Money
  /// When it was heard of, in business time.
  public let createdAt: Instant
  /// How far it is.
  public internal(set) var state: TakenBack.State
  /// The transfer that took it from the wallet, or the first of two; nil where nothing was taken.
  public internal(set) var transferID: Transfer.ID?
  /// What the user owes since, as they had not enough; nil for nothing.
  public internal(set) var debt: Money?
  /// Why nothing was taken, where the money is gone all the same; nil where it was.
  public internal(set) var reason: String?
  /// When it was decided, in business time; nil while it is open.
  public internal(set) var endedAt: Instant?

  /// What was taken back, as a store keeps it; a new one unless more is given.
  public init(
    id: ID, depositID: Deposit.ID, provider: PaymentProvider, kind: TakenBack.Kind, name: String,
    amount: Money, createdAt: Instant, state: TakenBack.State = .open,
    transferID: Transfer.ID? = nil, debt: Money? = nil, reason: String? = nil,
    endedAt: Instant? = nil
  ) {
    self.id = id
    self.depositID = depositID
    self.provider = provider
    self.kind = kind
    self.name = name
    self.amount = amount
    self.createdAt = createdAt
    self.state = state
    self.transferID = transferID
    self.debt = debt
    self.reason = reason
    self.endedAt = endedAt
  }

  /// Takes in what the provider says. What it has decided stays so, but that money which was to
  /// stay may go after all.
  /// - Returns: whether that is news.
  mutating func hear(_ state: TakenBack.State, at now: Instant) -> Bool {
    guard self.state != .taken, state != .open, state != self.state else { return false }
    self.state = state
    endedAt = now
    return true
  }
}

extension Deposit {
  /// What takes an amount of it back from the wallet; what the user lacks is owed from then on.
  func takingBack(
    _ amount: Money, having available: Money, _ ids: [Transfer.ID], because note: String
  ) -> (orders: [TransferOrder], debt: Money?) {
    let unit = amount.unit
    let paid = min(max(0, available.minorUnits), amount.minorUnits)
    let owed = amount.minorUnits - paid
    let provider = AccountReference.opening(PaymentAccounts.provider(provider, in: unit))
    let sources = [
      (Wallet.terms(of: userID, in: unit), paid),
      (PaymentAccounts.debt(of: userID, in: unit), owed),
    ]
    let orders = zip(ids, sources.filter { $0.1 > 0 }).map { id, source in
      TransferOrder(
        id: id, debit: .opening(source.0), credit: provider,
        amount: Money(minorUnits: source.1, unit: unit),
        kind: WalletTransaction.Kind.reversal.rawValue, note: note)
    }
    return (orders, owed > 0 ? Money(minorUnits: owed, unit: unit) : nil)
  }
}
