public import Kernel

/// A user's savings at a glance.
public struct Dashboard: Hashable, Sendable {
  /// A turn or a contribution that is to come.
  public struct Upcoming: Hashable, Sendable {
    /// The circle.
    public let circleID: Circle.ID
    /// What the circle is called.
    public let circleName: String
    /// How much is to be paid.
    public let amount: Money
    /// On which day, in the circle's zone.
    public let dueDate: CivilDate

    /// Puts one together.
    public init(
      circleID: Circle.ID, circleName: String, amount: Money, dueDate: CivilDate
    ) {
      self.circleID = circleID
      self.circleName = circleName
      self.amount = amount
      self.dueDate = dueDate
    }
  }

  /// What a month brought.
  public struct Month: Hashable, Sendable {
    /// The month's first day, in Ajo's zone.
    public let begins: CivilDate
    /// What was paid into circles.
    public let saved: Money
    /// What circles paid out.
    public let received: Money

    /// Puts one together.
    public init(begins: CivilDate, saved: Money, received: Money) {
      self.begins = begins
      self.saved = saved
      self.received = received
    }
  }

  /// Everything ever paid into circles, fees aside.
  public let totalSaved: Money
  /// Everything that circles ever paid out.
  public let totalReceived: Money
  /// The next turn; nil where none is to come.
  public let nextPayout: Upcoming?
  /// The next contribution; nil where none is open.
  public let nextContribution: Upcoming?
  /// How many circles are under way.
  public let activeCircles: Int
  /// Of the contributions that were due, those that were paid in time, in hundredths of a percent;
  /// nil before the first.
  public let onTimeRate: Int?
  /// The last twelve months, the current one last.
  public let months: [Month]

  /// Puts a dashboard together.
  public init(
    totalSaved: Money, totalReceived: Money, nextPayout: Upcoming?, nextContribution: Upcoming?,
    activeCircles: Int, onTimeRate: Int?, months: [Month]
  ) {
    self.totalSaved = totalSaved
    self.totalReceived = totalReceived
    self.nextPayout = nextPayout
    self.nextContribution = nextContribution
    self.activeCircles = activeCircles
    self.onTimeRate = onTimeRate
    self.months = months
  }
}
