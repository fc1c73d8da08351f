public import Kernel
public import Ledger
public import Payments
import Ports

/// Money that a user pays into their wallet by way of a payment provider.
///
/// It is credited once, when the provider says that it was paid, however late that is: a deposit
/// that failed or was given up before still succeeds.
public struct Deposit: Hashable, Sendable {
  /// The deposit's id.
  public typealias ID = Identifier<Deposit>

  /// What became of it.
  public enum State: String, Hashable, Sendable, CaseIterable {
    /// The payer has not paid yet.
    case pending
    /// It was paid, and is in the wallet.
    case succeeded
    /// It was declined.
    case failed
    /// Nobody has paid for so long that nobody is expected to.
    case abandoned
    /// Something else was paid than was asked for, or it cannot be credited: a person decides.
    case mismatch
  }

  /// What a person does about a mismatch.
  public enum Settlement: String, Hashable, Sendable, CaseIterable {
    /// What was paid is credited.
    case creditPaid = "credit_paid"
    /// What was paid is given back by the provider.
    case refund
    /// Nothing.
    case ignore
  }

  /// The deposit's id.
  public let id: ID
  /// Whose wallet it is for.
  public let userID: UserID
  /// By way of whom.
  public let provider: PaymentProvider
  /// The key under which the provider knows it.
  public let reference: PaymentReference
  /// How much was asked for.
  public let amount: Money
  /// The card that is charged; nil where the payer chooses on the provider's page.
  public let cardID: Card.ID?
  /// Recognises the request that began it; nil for one without an idempotency key.
  public let requestKey: String?
  /// When it was begun, in business time.
  public let createdAt: Instant

  /// What became of it.
  public internal(set) var state: State
  /// Where the payer pays; nil for a charge of a card, and until the provider has answered.
  public internal(set) var authorizationURL: String?
  /// What the provider calls the payment; nil until it was paid.
  public internal(set) var providerReference: String?
  /// What was paid, by the provider's word; nil until then.
  public internal(set) var paid: Money?
  /// When it was paid, by the provider's clock if it tells, otherwise when it was heard.
  public internal(set) var paidAt: Instant?
  /// Why it failed or cannot be credited, in the provider's words or ours.
  public internal(set) var reason: String?
  /// What a person decided about a mismatch; nil before and for others.
  public internal(set) var settlement: Settlement?
  /// The refunds that were asked for.
  public internal(set) var refunds: Refunds
  /// The transfer that credits it, or would.
  public internal(set) var transferID: Transfer.ID
  /// When it came to an end; nil while it is pending.
  public internal(set) var endedAt: Instant?
  /// How often it was changed, from 1.
  public internal(set) var version: Int64

  /// How long nobody is told that a payment is late: 24 hours of business time.
  public static let patience: Int64 = 24 * 3_600

  /// A deposit as a store keeps it; a new one unless more is given.
  public init(
    id: ID, userID: UserID, provider: PaymentProvider, amount: Money, cardID: Card.ID? = nil,
    requestKey: String? = nil, createdAt: Instant, transferID: Transfer.ID,
    state: State = .pending, authorizationURL: String? = nil, providerReference: String? = nil,
    paid: Money? = nil, paidAt: Instant? = nil, reason: String? = nil,
    settlement: Settlement? = nil, refunds: Refunds = Refunds(), endedAt: Instant? = nil,
    version: Int64 = 1
  ) {
    self.id = id
    self.userID = userID
    self.provider = provider
    reference = PaymentReference(of: "ajo", id)
    self.amount = amount
    self.cardID = cardID
    self.requestKey = requestKey
    self.createdAt = createdAt
    self.transferID = transferID
    self.state = state
    self.authorizationURL = authorizationURL
    self.providerReference = providerReference
    self.paid = paid
    self.paidAt = paidAt
    self.reason = reason
    self.settlement = settlement
    self.refunds = refunds
    self.endedAt = endedAt
    self.version = version
  }
}

extension Deposit {
  /// What follows from news of a deposit.
  enum Effect: Hashable, Sendable {
    /// Nothing.
    case none
    /// What was paid is credited.
    case credit(Money)
    /// The user is told that it failed.
    case failed
    /// Nobody needs to be told.
    case abandoned
    /// A person has to decide.
    case mismatch

    /// Whether something was paid.
    var isPayment: Bool {
      switch self {
      case .credit, .mismatch: true
      case .none, .failed, .abandoned: false
      }
    }
  }

  /// Takes in what the provider says became of it.
  mutating func hear(_ status: ChargeStatus, at now: Instant) -> Effect {
    switch status {
    case .unknown, .pending: return .none
    case .succeeded(let charge): return hear(charge, at: now)
    case .failed(let reason):
      guard state == .pending else { return .none }
      end(as: .failed, because: reason, at: now)
      return .failed
    case .abandoned: return giveUp(at: now)
    }
  }

  private mutating func hear(_ charge: Charge, at now: Instant) -> Effect {
    switch state {
    case .succeeded, .mismatch: return .none
    case .pending, .failed, .abandoned: break
    }
    providerReference = charge.providerReference
    paid = charge.amount
    paidAt = charge.paidAt ?? now
    guard charge.amount == amount else {
      end(as: .mismatch, because: "the amount differs", at: now)
      return .mismatch
    }
    end(as: .succeeded, because: nil, at: now)
    return .credit(amount)
  }

  /// Waits for nobody any more. A success that comes later still counts.
  mutating func giveUp(at now: Instant) -> Effect {
    guard state == .pending else { return .none }
    end(as: .abandoned, because: nil, at: now)
    return .abandoned
  }

  /// Notes that what was paid cannot be credited.
  /// - Parameter transferID: of the transfer that is to credit it one day; the refused one's id
  ///   stays refused.
  mutating func refuseCredit(because reason: String, next transferID: Transfer.ID) {
    state = .mismatch
    self.reason = reason
    self.transferID = transferID
  }

  /// Notes that what was paid is another deposit's.
  mutating func leavePayment(next transferID: Transfer.ID) {
    providerReference = nil
    refuseCredit(because: "the payment is another deposit's", next: transferID)
  }

  /// Ends it as one that was never begun with the provider.
  mutating func fail(because reason: String, at now: Instant) {
    end(as: .failed, because: reason, at: now)
  }

  /// Notes where the payer pays.
  mutating func open(at url: String) {
    authorizationURL = url
    version += 1
  }

  private mutating func end(as state: State, because reason: String?, at now: Instant) {
    self.state = state
    self.reason = reason
    endedAt = now
    version += 1
  }

  /// The transfer that credits it.
  func credit(of amount: Money) -> TransferOrder {
    TransferOrder(
      id: transferID,
      debit: .opening(PaymentAccounts.provider(provider, in: amount.unit)),
      credit: .opening(Wallet.terms(of: userID, in: amount.unit)), amount: amount,
      kind: WalletTransaction.Kind.deposit.rawValue)
  }

  /// Settles a mismatch.
  /// - Throws: `SettlementRefusal`.
  mutating func settle(
    _ settlement: Settlement, because reason: String, in currency: Unit, at now: Instant
  ) throws(SettlementRefusal) -> Effect {
    guard state == .mismatch, self.settlement == nil else { throw .notMismatch }
    guard let paid, providerReference != nil || settlement == .ignore else { throw .nothingPaid }
    if settlement == .creditPaid, paid.unit != currency { throw .otherCurrency }
    self.settlement = settlement
    self.reason = reason
    endedAt = now
    version += 1
    guard settlement == .creditPaid else { return .none }
    state = .succeeded
    return .credit(paid)
  }

  /// Whether a person has to decide.
  public var awaitsDecision: Bool { state == .mismatch && settlement == nil }

  /// Its state for the audit trail.
  var audited: String {
    AuditText([
      ("state", state.rawValue), ("settlement", settlement?.rawValue), ("reason", reason),
      ("amount", "\(amount)"), ("paid", paid.map { "\($0)" }),
      ("paid_currency", paid?.unit.code),
    ]).text
  }
}

/// Why a mismatch is not settled, in order of precedence.
public enum SettlementRefusal: Error, Hashable, Sendable, CaseIterable {
  /// There is no such deposit.
  case notFound
  /// It is no mismatch, or somebody has decided already.
  case notMismatch
  /// It is not known what was paid.
  case nothingPaid
  /// What was paid is of another currency than the wallet.
  case otherCurrency
  /// The wallet is closed.
  case walletClosed
}
