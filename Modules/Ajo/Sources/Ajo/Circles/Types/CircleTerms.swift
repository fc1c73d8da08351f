public import Kernel

/// What the members of a circle agree on.
public struct CircleTerms: Sendable, Hashable {
  /// What it is called, of `nameLength`.
  public var name: String
  /// What each member pays a cycle.
  public var amount: Money
  /// How long a cycle is.
  public var frequency: Frequency
  /// When the first cycle is due; the others are counted from it.
  public var startDate: CivilDate
  /// The IANA zone in which days begin and end.
  public var timeZone: String
  /// How many seats it has, of `sizes`.
  public var size: Int
  /// How turns are given.
  public var turnOrder: TurnOrder
  /// What is done about members who have not paid when their grace is over.
  public var defaultPolicy: DefaultPolicy
  /// Who gets late fees.
  public var feePolicy: FeePolicy
  /// What is paid for being late, from nothing up to the amount.
  public var lateFee: Money
  /// For how many days after the due day nobody is late, of `graces`.
  public var graceDays: Int

  /// How many Unicode scalars a name may have.
  public static let nameLength = 1...100
  /// How many seats a circle may have.
  public static let sizes = 2...100
  /// How many days of grace there may be.
  public static let graces = 0...14

  /// How long a cycle is.
  public enum Frequency: String, Sendable, Hashable, CaseIterable {
    /// Seven days.
    case weekly
    /// Fourteen days.
    case biweekly
    /// From a day of the month to the same day of the next.
    case monthly
  }

  /// How turns are given.
  public enum TurnOrder: String, Sendable, Hashable, CaseIterable {
    /// By joining.
    case fixed
    /// Drawn at the start (`TurnDraw`).
    case random
    /// As the host says.
    case hostOrder = "host_order"
  }

  /// What is done about members who have not paid when their grace is over.
  public enum DefaultPolicy: String, Sendable, Hashable, CaseIterable {
    /// Nobody is paid before all have paid.
    case wait
    /// The recipient gets what is there, and is owed the rest.
    case shortPay = "short_pay"
    /// The host's pledge pays, and the host is owed it.
    case hostCover = "host_cover"
  }

  /// Who gets late fees.
  public enum FeePolicy: String, Sendable, Hashable, CaseIterable {
    /// The recipient of the cycle, with the pot.
    case pot
    /// The house.
    case house
  }

  /// Puts terms together.
  public init(
    name: String, amount: Money, frequency: Frequency, startDate: CivilDate, timeZone: String,
    size: Int, turnOrder: TurnOrder, defaultPolicy: DefaultPolicy, feePolicy: FeePolicy,
    lateFee: Money, graceDays: Int
  ) {
    self.name = name
    self.amount = amount
    self.frequency = frequency
    self.startDate = startDate
    self.timeZone = timeZone
    self.size = size
    self.turnOrder = turnOrder
    self.defaultPolicy = defaultPolicy
    self.feePolicy = feePolicy
    self.lateFee = lateFee
    self.graceDays = graceDays
  }

  /// When a cycle is due, counted from the first date: months too short for its day end on their
  /// last one (31 Jan, 28 Feb, 31 Mar).
  /// - Parameter cycle: from 1.
  public func dueDate(of cycle: Int) -> CivilDate {
    switch frequency {
    case .weekly: startDate.adding(days: 7 * (cycle - 1))
    case .biweekly: startDate.adding(days: 14 * (cycle - 1))
    case .monthly: startDate.adding(months: cycle - 1)
    }
  }

  /// What the host pledges under `hostCover`: a cycle's amount for each seat but theirs.
  public func pledge(members: Int) -> Money {
    defaultPolicy == .hostCover
      ? Money(minorUnits: amount.minorUnits * Int64(members - 1), unit: amount.unit)
      : .zero(amount.unit)
  }

  /// What is wrong with them, by field.
  /// - Parameter today: the day that it is in their zone; nil where the zone is none.
  public func faults(on today: CivilDate?) -> ValidationErrors? {
    var fields = Validator()
    fields.check(
      today != nil, "time_zone", "unknown_time_zone", "There is no such IANA time zone.")
    if let today {
      fields.check(
        startDate >= today, "cycle_start_date", "in_the_past",
        "The first due day is today or later.")
    }
    fields.check(
      startDate <= Self.latestStart, "cycle_start_date", "out_of_range",
      "The first due day is before \(Self.latestStart).")
    fields.check(
      (0...amount.minorUnits).contains(lateFee.minorUnits), "late_fee", "out_of_range",
      "The late fee is at most the amount.")
    fields.check(
      amount.isTransferable && fitsTransfers, "amount", "out_of_range",
      "The pot would be more than one payment can be.")
    return fields.errors.isEmpty ? nil : ValidationErrors(errors: fields.errors)
  }

  /// The last day on which a circle may begin: its last cycle is a day that there is.
  private static let latestStart = CivilDate.latest.adding(days: -366 * 10)

  /// Whether a whole pot, with a late fee of everybody, is what one transfer may move.
  private var fitsTransfers: Bool {
    let (most, overflow) = (amount.minorUnits.addingReportingOverflow(lateFee.minorUnits))
    guard !overflow else { return false }
    let (pot, tooMuch) = most.multipliedReportingOverflow(by: Int64(size))
    return !tooMuch && pot <= Money.largestTransfer
  }
}
