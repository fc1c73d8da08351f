public import Kernel
public import Payments
import Ports

/// Where our books and a provider's differ. Nothing is corrected by itself: a person closes it.
public struct Difference: Hashable, Sendable {
  /// A difference's id.
  public typealias ID = Identifier<Difference>

  /// How they differ.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// The provider moved money of which nothing is known here.
    case missingHere = "missing_here"
    /// Money was moved here that the provider knows nothing of.
    case missingThere = "missing_there"
    /// Both moved money, and not the same.
    case amountDiffers = "amount_differs"
    /// It came to another end there than here.
    case stateDiffers = "state_differs"
  }

  /// Which way the money goes.
  public enum Subject: String, Hashable, Sendable, CaseIterable {
    /// Towards us.
    case charge
    /// Away from us.
    case payout
  }

  /// How it was closed.
  public struct Closing: Hashable, Sendable {
    /// When.
    public let at: Instant
    /// By whom; nil for the command line.
    public let by: UserID?
    /// Why.
    public let reason: String

    /// A closing.
    public init(at: Instant, by: UserID?, reason: String) {
      self.at = at
      self.by = by
      self.reason = reason
    }
  }

  /// The difference's id.
  public let id: ID
  /// With whose books.
  public let provider: PaymentProvider
  /// Which day's.
  public let day: CivilDate
  /// How they differ.
  public let kind: Kind
  /// Which way the money goes.
  public let subject: Subject
  /// The key that both know it by; nil where the provider's is none of ours.
  public let reference: String?
  /// What the provider calls it; nil where it knows nothing of it.
  public let providerReference: String?
  /// How much it is here; nil where it is nothing.
  public let ours: Money?
  /// How much it is there; nil where it is nothing.
  public let theirs: Money?
  /// What became of it here.
  public let ourState: String?
  /// What became of it there.
  public let theirState: String?
  /// When it was found.
  public let foundAt: Instant
  /// How it was closed; nil while it is open.
  public internal(set) var closing: Closing?

  /// A difference as a store keeps it.
  public init(
    id: ID, provider: PaymentProvider, day: CivilDate, kind: Kind, subject: Subject,
    reference: String?, providerReference: String?, ours: Money?, theirs: Money?,
    ourState: String?, theirState: String?, foundAt: Instant, closing: Closing? = nil
  ) {
    self.id = id
    self.provider = provider
    self.day = day
    self.kind = kind
    self.subject = subject
    self.reference = reference
    self.providerReference = providerReference
    self.ours = ours
    self.theirs = theirs
    self.ourState = ourState
    self.theirState = theirState
    self.foundAt = foundAt
    self.closing = closing
  }

  /// What makes it one, within its day: the reference, or what the provider calls it.
  public var name: String { reference ?? providerReference ?? "" }
}

extension Difference {
  /// A withdrawal that came to another end there than here.
  init(of withdrawal: Withdrawal, id: ID, theirs: String, at now: Instant) {
    self.init(
      id: id, provider: withdrawal.provider, day: TimeZoneRules.utc.date(at: withdrawal.createdAt),
      kind: .stateDiffers, subject: .payout, reference: withdrawal.reference.text,
      providerReference: withdrawal.providerReference, ours: withdrawal.amount, theirs: nil,
      ourState: withdrawal.state.rawValue, theirState: theirs, foundAt: now)
  }

  /// A withdrawal of which another amount arrived.
  init(ofAmount theirs: Money, of withdrawal: Withdrawal, id: ID, at now: Instant) {
    self.init(
      id: id, provider: withdrawal.provider, day: TimeZoneRules.utc.date(at: withdrawal.createdAt),
      kind: .amountDiffers, subject: .payout, reference: withdrawal.reference.text,
      providerReference: withdrawal.providerReference, ours: withdrawal.amount, theirs: theirs,
      ourState: withdrawal.state.rawValue, theirState: "paid", foundAt: now)
  }

  /// Money that a provider says it moved, of which nothing is known here; nil for news of none.
  init?(of event: PaymentEvent, id: ID, day: CivilDate, at now: Instant) {
    let found: (Subject, name: String, Money)
    switch event.outcome {
    case .charge(.succeeded(let charge)): found = (.charge, charge.providerReference, charge.amount)
    case .payout(.paid(let payout)): found = (.payout, payout.providerReference, payout.amount)
    default: return nil
    }
    self.init(
      id: id, provider: event.provider, day: day, kind: .missingHere, subject: found.0,
      reference: event.reference.text, providerReference: found.name, ours: nil, theirs: found.2,
      ourState: nil, theirState: event.type, foundAt: now)
  }

  /// Its state for the audit trail.
  var audited: String {
    AuditText([
      ("kind", kind.rawValue), ("reference", reference), ("closed", closing?.reason),
    ]).text
  }
}

/// Why a difference is not closed, in order of precedence.
public enum DifferenceRefusal: Error, Hashable, Sendable, CaseIterable {
  /// There is no such difference.
  case notFound
  /// Somebody has closed it.
  case alreadyClosed
}
