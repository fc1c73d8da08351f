public import Kernel

/// Friends who save in turn: each pays the same amount every cycle, and one of them gets the pot.
public struct Circle: Sendable, Hashable {
  /// A circle's id.
  public typealias ID = Identifier<Circle>

  /// The circle's id.
  public let id: ID
  /// Who looks after it.
  public var hostID: UserID
  /// What was agreed.
  public var terms: CircleTerms
  /// Where it is between its founding and its end.
  public var state: State
  /// How many take part.
  public var membersCount: Int
  /// What a random order was drawn from (`TurnDraw`); nil before the start, and of other orders.
  public var orderSeed: TurnDraw.Seed?
  /// By what one joins; nil once nobody can.
  public var invite: CircleInvite?
  /// How many cycles it has: 0 before the start, then one for each member.
  public var cycles: Int
  /// The first cycle that is not paid out; nil before the start and after the end.
  public var currentCycle: Int?
  /// When the circle is to be looked at next; nil where nothing is due.
  public var dueAt: Instant?
  /// Until when it is not looked at, as the last look failed; nil after one that did not.
  public var heldUntil: Instant?
  /// What is in the pot, contributions that were paid ahead included: the balance of the circle's
  /// account.
  public var pot: Money
  /// Changes whenever the circle does, from 1.
  public var version: Int64
  /// When it was founded.
  public let createdAt: Instant
  /// When it started.
  public var startedAt: Instant?
  /// When it was completed or cancelled.
  public var endedAt: Instant?

  /// Where a circle is between its founding and its end.
  public enum State: String, Sendable, Hashable, CaseIterable {
    /// Seats are free, or the host has not started it.
    case forming
    /// Members pay and are paid.
    case active
    /// Everybody had their turn.
    case completed
    /// It ended before its time; what was not paid out went back.
    case cancelled
  }

  /// A circle as it was kept.
  public init(
    id: ID, hostID: UserID, terms: CircleTerms, state: State, membersCount: Int,
    orderSeed: TurnDraw.Seed?, invite: CircleInvite?, cycles: Int, currentCycle: Int?,
    dueAt: Instant?, pot: Money, version: Int64, createdAt: Instant, startedAt: Instant?,
    endedAt: Instant?
  ) {
    self.id = id
    self.hostID = hostID
    self.terms = terms
    self.state = state
    self.membersCount = membersCount
    self.orderSeed = orderSeed
    self.invite = invite
    self.cycles = cycles
    self.currentCycle = currentCycle
    self.dueAt = dueAt
    self.pot = pot
    self.version = version
    self.createdAt = createdAt
    self.startedAt = startedAt
    self.endedAt = endedAt
  }

  /// A new circle, whose host has its first seat.
  public init(
    id: ID, host: UserID, terms: CircleTerms, invite: CircleInvite, createdAt: Instant
  ) {
    self.init(
      id: id, hostID: host, terms: terms, state: .forming, membersCount: 1, orderSeed: nil,
      invite: invite, cycles: 0, currentCycle: nil, dueAt: nil, pot: .zero(terms.amount.unit),
      version: 1, createdAt: createdAt, startedAt: nil, endedAt: nil)
  }

  /// The name.
  public var name: String { terms.name }
  /// What each member pays a cycle.
  public var amount: Money { terms.amount }
  /// The currency.
  public var unit: Unit { terms.amount.unit }
  /// How many seats nobody has taken.
  public var seatsFree: Int { state == .forming ? max(0, terms.size - membersCount) : 0 }

  /// When the cycle that is under way is due; before the start the first one; nil after the end.
  public var nextDueDate: CivilDate? {
    switch state {
    case .forming: terms.dueDate(of: 1)
    case .active: currentCycle.map { terms.dueDate(of: $0) }
    case .completed, .cancelled: nil
    }
  }
}
