public import Kernel

/// How a circle stands with the cycles up to the one that is under way.
public protocol CircleStanding: Sendable {
  /// The circle.
  var circle: Circle { get }
  /// Whose turn the cycle is that is under way; nil before the start and after the end.
  var nextRecipient: UserID? { get }
  /// What is in for that cycle.
  var pot: Money { get }
  /// What will be in when all have paid.
  var expected: Money { get }
  /// How many contributions are paid.
  var paid: Int { get }
  /// How many of these were not late.
  var onTime: Int { get }
  /// How many are to be paid, and not late.
  var pending: Int { get }
  /// How many are late and still owed, those aside that the host covered.
  var late: Int { get }
  /// How many the host covered, and are owed to them.
  var covered: Int { get }
  /// How many ever were late.
  var everLate: Int { get }
}

extension CircleStanding {
  /// How much is missing.
  public var shortfall: Money {
    Money(minorUnits: max(0, expected.minorUnits - pot.minorUnits), unit: pot.unit)
  }

  /// Of the contributions that were paid or became late, those that were paid in time, in
  /// hundredths of a percent; nil where there is none.
  public var onTimeRate: Int? {
    onTime + everLate == 0 ? nil : onTime * 10_000 / (onTime + everLate)
  }
}

/// How a circle stands as a whole, among many.
public struct CircleOverview: CircleStanding, Hashable {
  /// The circle.
  public let circle: Circle
  /// Whose turn the cycle is that is under way; nil before the start and after the end.
  public let nextRecipient: UserID?
  /// What is in for that cycle.
  public let pot: Money
  /// How many contributions are paid, of the cycles up to the one that is under way.
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

  /// Puts it together.
  public init(
    circle: Circle, nextRecipient: UserID?, pot: Money, paid: Int, onTime: Int, pending: Int,
    late: Int, covered: Int, everLate: Int
  ) {
    self.circle = circle
    self.nextRecipient = nextRecipient
    self.pot = pot
    self.paid = paid
    self.onTime = onTime
    self.pending = pending
    self.late = late
    self.covered = covered
    self.everLate = everLate
  }

  /// What will be in when all have paid; nothing before the start and after the end.
  public var expected: Money {
    circle.currentCycle == nil ? .zero(circle.unit) : circle.expectedPot
  }
}

/// Which circles administrators look at.
public struct CircleFilter: Sendable, Hashable {
  /// In which state; nil for all.
  public var state: Circle.State?
  /// Whose circles; nil for all.
  public var hostID: UserID?
  /// How they stand; nil for all.
  public var health: Health?

  /// How circles stand.
  public enum Health: String, Sendable, Hashable, CaseIterable {
    /// Nobody is late, and no pot is short.
    case good
    /// Somebody owes something that is late.
    case late
    /// The due day of the cycle under way is over, and somebody has not paid into it.
    case short
  }

  /// A filter.
  public init(state: Circle.State? = nil, hostID: UserID? = nil, health: Health? = nil) {
    self.state = state
    self.hostID = hostID
    self.health = health
  }
}
