public import Kernel

/// A charge, a payout or a refund that the sandbox knows.
public struct SandboxPayment: Hashable, Sendable {
  /// Which way money goes.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    case charge, payout, refund
  }

  /// What became of it.
  public enum State: String, Hashable, Sendable, CaseIterable {
    /// Nothing yet.
    case pending
    /// It went through.
    case succeeded
    /// It was declined.
    case failed
    /// The payer left. They may come back.
    case abandoned
  }

  /// What an amount makes of a payment, by its last two digits.
  public enum Omen: Hashable, Sendable {
    /// Nothing special.
    case none
    /// `.13`: it fails.
    case fails
    /// `.17`: its webhook is sent twice.
    case answersTwice
    /// `.19`: it stays pending, and no webhook comes.
    case neverAnswers

    /// What an amount announces.
    public init(_ amount: Money) {
      let hundredths =
        amount.unit.fractionDigits == 2 ? amount.minorUnits.magnitude % 100 : 0
      switch hundredths {
      case 13: self = .fails
      case 17: self = .answersTwice
      case 19: self = .neverAnswers
      default: self = .none
      }
    }
  }

  /// Its key.
  public let reference: PaymentReference
  /// Which way money goes.
  public let kind: Kind
  /// How much.
  public let amount: Money
  /// What became of it.
  public private(set) var state: State
  /// Who pays a charge; nil for others.
  public let email: String?
  /// Where the payer goes after a charge; nil for nowhere.
  public let callbackURL: String?
  /// Where a payout goes; nil for others.
  public let account: BankAccount?
  /// What a refund gives back; nil for others.
  public let charge: PaymentReference?
  /// When it was begun, in business time.
  public let createdAt: Instant
  /// When it is settled or was, in business time; nil while nobody has decided.
  public private(set) var settledAt: Instant?

  /// A payment as a store keeps it.
  public init(
    reference: PaymentReference, kind: Kind, amount: Money, state: State = .pending,
    email: String? = nil, callbackURL: String? = nil, account: BankAccount? = nil,
    charge: PaymentReference? = nil, createdAt: Instant, settledAt: Instant? = nil
  ) {
    self.reference = reference
    self.kind = kind
    self.amount = amount
    self.state = state
    self.email = email
    self.callbackURL = callbackURL
    self.account = account
    self.charge = charge
    self.createdAt = createdAt
    self.settledAt = settledAt
  }

  /// What its amount announces.
  public var omen: Omen { Omen(amount) }

  /// What the sandbox calls it.
  public var providerReference: String { "sandbox-\(reference)" }

  /// How many webhooks tell of its end.
  public var webhooks: Int {
    switch omen {
    case .neverAnswers: 0
    case .answersTwice: 2
    case .fails, .none: 1
    }
  }

  /// Decides it, as far as its amount lets anybody.
  /// - Parameter settledAt: when others hear of it.
  public mutating func decide(_ outcome: State, settledAt: Instant) {
    switch omen {
    case .neverAnswers: return
    case .fails where outcome == .succeeded: state = .failed
    default: state = outcome
    }
    self.settledAt = settledAt
  }

  /// What was decided and is known at an instant: a payout's end comes late.
  public func state(at now: Instant) -> State {
    guard kind != .charge, let settledAt, settledAt > now else { return state }
    return .pending
  }
}

/// Why somebody cannot decide a payment of the sandbox.
public enum SandboxRefusal: Error, Hashable, Sendable, CaseIterable {
  /// There is no such charge.
  case notFound
  /// It was decided before, and otherwise.
  case alreadyDecided
}
