public import Kernel

/// A figure of a context that administrators follow from day to day, such as litres sold.
///
/// The context sums up days; whoever shows them chooses the calendar, groups days to weeks and
/// months, and fills in those without a sum.
public struct AnalyticsMetric: Sendable {
  /// What its numbers are.
  public enum Measure: Hashable, Sendable {
    /// How many.
    case count
    /// Amounts of a unit.
    case amount(Unit)
  }

  /// Its name: `<context>.<what>`, such as `fleet.liters`.
  public let key: String
  /// What it is, in a few words.
  public let label: String
  /// What its numbers are.
  public let measure: Measure
  /// The sums of days.
  public let sums: Sums

  /// Sums up days, which come in order and do not overlap. Days without a sum may be left out.
  public typealias Sums = @Sendable ([AnalyticsDay]) async throws -> [AnalyticsSum]

  /// Declares a figure.
  public init(
    _ key: String, _ label: String, _ measure: Measure, sums: @escaping Sums
  ) {
    self.key = key
    self.label = label
    self.measure = measure
    self.sums = sums
  }
}

/// A day of somebody's calendar.
public struct AnalyticsDay: Hashable, Sendable {
  /// The day.
  public let date: CivilDate
  /// From its first instant to the next day's; empty where the zone has skipped it.
  public let span: Range<Instant>

  /// A day.
  public init(_ date: CivilDate, _ span: Range<Instant>) {
    self.date = date
    self.span = span
  }
}

/// What a day comes to.
public struct AnalyticsSum: Hashable, Sendable {
  /// The day.
  public let date: CivilDate
  /// The sum: a count, or minor units of the unit.
  public let value: Int64

  /// A day's sum.
  public init(_ date: CivilDate, _ value: Int64) {
    self.date = date
    self.value = value
  }
}

/// The kind of offer that `AnalyticsMetric`s are.
public enum AnalyticsOffer: OfferKey {
  /// What is contributed.
  public typealias Item = AnalyticsMetric
}

extension Offers {
  /// The figures that administrators follow.
  public var analytics: [AnalyticsMetric] {
    get { self[AnalyticsOffer.self] }
    set { self[AnalyticsOffer.self] = newValue }
  }
}
