public import Kernel

/// A circle, and the part in it of whoever looks.
public struct CircleView: Sendable, Hashable {
  /// The circle.
  public var circle: Circle
  /// The viewer's part.
  public var member: CircleMember
  /// How many of the `unreadLimit` messages after the last one that they have read are others';
  /// none once they do not take part any more.
  public var unread: Int

  /// Among how many messages unread ones are counted.
  public static let unreadLimit = 1_000

  /// A circle as a member sees it.
  public init(circle: Circle, member: CircleMember, unread: Int) {
    self.circle = circle
    self.member = member
    self.unread = unread
  }
}

/// Which contributions are read of a circle: all to some cycles, and one.
public struct CircleQuestion: Hashable, Sendable {
  /// The cycles of which all are read.
  public let window: ClosedRange<Int>
  /// The cycle of the one.
  public let cycle: Int
  /// Whose the one is.
  public let member: UserID

  /// Asks for contributions.
  public init(window: ClosedRange<Int>, cycle: Int, member: UserID) {
    self.window = window
    self.cycle = cycle
    self.member = member
  }
}

/// What a round needs of a circle beside its row.
public struct CircleParts: Sendable {
  /// Those who take part, by turn.
  public var members: [CircleMember]
  /// Its cycles, in order.
  public var cycles: [CircleCycle]
  /// Contributions, by cycle and turn.
  public var contributions: [Contribution]

  /// Puts the parts together.
  public init(
    members: [CircleMember], cycles: [CircleCycle] = [], contributions: [Contribution] = []
  ) {
    self.members = members
    self.cycles = cycles
    self.contributions = contributions
  }
}

/// Where a member stands in the list of a circle's members.
public struct MemberPlace: Sendable, Hashable {
  /// Whether they still take part.
  public let isActive: Bool
  /// Their turn.
  public let turn: Int
  /// Who.
  public let userID: UserID

  /// A place.
  public init(isActive: Bool, turn: Int, userID: UserID) {
    self.isActive = isActive
    self.turn = turn
    self.userID = userID
  }
}

extension CircleMember {
  /// Where they stand in the list of members.
  public var place: MemberPlace {
    MemberPlace(isActive: state == .active, turn: turn, userID: userID)
  }
}

/// Where a contribution stands in the list of a circle's contributions.
public struct ContributionPlace: Sendable, Hashable {
  /// The cycle.
  public let cycle: Int
  /// Who owes it.
  public let userID: UserID

  /// A place.
  public init(cycle: Int, userID: UserID) {
    self.cycle = cycle
    self.userID = userID
  }
}

extension Contribution {
  /// Where it stands in the list of contributions.
  public var place: ContributionPlace { ContributionPlace(cycle: cycle, userID: userID) }
}

/// Which contributions of a circle are listed.
public struct ContributionFilter: Sendable, Hashable {
  /// Of which circle.
  public var circleID: Circle.ID
  /// To which cycle; nil for all.
  public var cycle: Int?
  /// Of whom; nil for all.
  public var userID: UserID?
  /// In which state; nil for all.
  public var state: Contribution.State?

  /// A filter.
  public init(
    circleID: Circle.ID, cycle: Int? = nil, userID: UserID? = nil,
    state: Contribution.State? = nil
  ) {
    self.circleID = circleID
    self.cycle = cycle
    self.userID = userID
    self.state = state
  }
}

/// How a member stands with what was to be paid so far.
public struct MemberStanding: Sendable, Hashable {
  /// Who.
  public let userID: UserID
  /// How many contributions they have paid.
  public let paid: Int
  /// How many of these were not late.
  public let onTime: Int
  /// How many are to be paid, and not late.
  public let pending: Int
  /// How many are late and still owed, those aside that the host covered.
  public let late: Int
  /// How many the host covered, and are owed to them.
  public let covered: Int
  /// How many ever were late.
  public let everLate: Int
  /// What they owe that is late, fees too, in minor units.
  public let owed: Int64

  /// A standing.
  public init(
    userID: UserID, paid: Int, onTime: Int, pending: Int, late: Int, covered: Int, everLate: Int,
    owed: Int64
  ) {
    self.userID = userID
    self.paid = paid
    self.onTime = onTime
    self.pending = pending
    self.late = late
    self.covered = covered
    self.everLate = everLate
    self.owed = owed
  }
}
