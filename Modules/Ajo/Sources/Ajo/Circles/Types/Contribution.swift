public import Kernel
public import Ledger

/// What a member pays into one cycle. All of a circle's are there from its start.
public struct Contribution: Sendable, Hashable {
  /// A contribution's id.
  public typealias ID = Identifier<Contribution>

  /// The contribution's id.
  public let id: ID
  /// Which circle.
  public let circleID: Circle.ID
  /// Which cycle.
  public let cycle: Int
  /// Who owes it.
  public var userID: UserID
  /// How much.
  public let amount: Money
  /// The cycle's due day in the circle's zone.
  public let dueDate: CivilDate
  /// Whether it was paid.
  public var state: State
  /// What was paid beside the amount for being late.
  public var fee: Money
  /// What the host's pledge paid of it: that much is owed to the host.
  public var covered: Money
  /// Whose pledge it was; nil where nothing was covered.
  public var coveredBy: UserID?
  /// What was paid already of what is owed, the fee last, when its member was removed and had less
  /// to get back. It counts while the contribution is `covered` or `excused`.
  public var settled: Money
  /// What of it was forgiven by those to whom it is owed.
  public var forgiven = Forgiven()
  /// When it became late; nil where it has not.
  public var lateAt: Instant?
  /// When its member paid it; nil before.
  public var paidAt: Instant?
  /// By which transfer, the first of several where it went to more than one.
  public var transferID: Transfer.ID?

  /// Whether a contribution was paid.
  public enum State: String, Sendable, Hashable, CaseIterable {
    /// Not yet.
    case pending
    /// Not yet, and its grace is over.
    case late
    /// By its member.
    case paid
    /// By the host's pledge, which its member owes.
    case covered
    /// Not when the pot was paid out, or not by a member who was removed: it is owed to the
    /// recipient, and to the host as far as their pledge paid.
    case excused
    /// Paid, and given back: the circle was cancelled, or its member removed.
    case refunded
  }

  /// What was forgiven of a contribution, in minor units: it counts while the contribution is
  /// `covered` or `excused`.
  public struct Forgiven: Sendable, Hashable {
    /// By the recipient of its cycle.
    public var toCycle: Int64
    /// By the host whose pledge covered it.
    public var toHost: Int64
    /// Of the late fee.
    public var fee: Int64
    /// When the last of what was owed was forgiven; nil where something was not.
    public var endedAt: Instant?

    /// So much of it; nothing unless more is said.
    public init(
      toCycle: Int64 = 0, toHost: Int64 = 0, fee: Int64 = 0, endedAt: Instant? = nil
    ) {
      self.toCycle = toCycle
      self.toHost = toHost
      self.fee = fee
      self.endedAt = endedAt
    }

    /// What was forgiven of the amount, the fee aside.
    public var ofAmount: Int64 { toCycle + toHost }
  }

  /// What of the amount was or is to be paid by its member, in minor units.
  var toBePaid: Int64 { amount.minorUnits - forgiven.ofAmount }

  /// A contribution as it was kept; one to be paid unless more is said.
  public init(
    id: ID, circleID: Circle.ID, cycle: Int, userID: UserID, amount: Money, dueDate: CivilDate,
    state: State = .pending, fee: Money? = nil, covered: Money? = nil, coveredBy: UserID? = nil,
    settled: Money? = nil, lateAt: Instant? = nil, paidAt: Instant? = nil,
    transferID: Transfer.ID? = nil
  ) {
    self.id = id
    self.circleID = circleID
    self.cycle = cycle
    self.userID = userID
    self.amount = amount
    self.dueDate = dueDate
    self.state = state
    self.fee = fee ?? .zero(amount.unit)
    self.covered = covered ?? .zero(amount.unit)
    self.coveredBy = coveredBy
    self.settled = settled ?? .zero(amount.unit)
    self.lateAt = lateAt
    self.paidAt = paidAt
    self.transferID = transferID
  }

  /// Whether the pot lacks it.
  public var isMissing: Bool { state == .pending || state == .late }

  /// What is in the pot of its cycle on its behalf, as long as that is not paid out.
  /// - Parameter policy: whether fees are in the pot, too.
  func inPot(_ policy: CircleTerms.FeePolicy) -> Int64 {
    switch state {
    case .paid: amount.minorUnits + (policy == .pot ? fee.minorUnits : 0)
    case .covered, .excused: covered.minorUnits
    case .pending, .late, .refunded: 0
    }
  }
}
