public import Kernel

/// Users' savings at a glance.
public struct DashboardService: Sendable {
  private let store: any DashboardStore
  private let clock: any WallClock
  private let zone: TimeZoneRules
  private let currency: Unit

  /// How many months a dashboard shows.
  public static let monthCount = 12

  /// Makes the service.
  /// - Parameter zone: Ajo's zone, in which months begin and end.
  public init(store: any DashboardStore, clock: any WallClock, zone: TimeZoneRules, currency: Unit)
  {
    self.store = store
    self.clock = clock
    self.zone = zone
    self.currency = currency
  }

  /// A user's dashboard as of now.
  /// - Throws: the store's error.
  public func dashboard(of user: UserID) async throws -> Dashboard {
    let months = months(through: zone.date(at: clock.now()))
    let saved = try await store.saved(by: user, in: months)
    let received = try await store.received(by: user, in: months)
    let next = try await store.upcoming(of: user, in: currency)
    return Dashboard(
      totalSaved: money(saved.total), totalReceived: money(received.total),
      nextPayout: next.payout, nextContribution: next.contribution,
      activeCircles: next.activeCircles,
      onTimeRate: saved.decided == 0 ? nil : saved.onTime * 10_000 / saved.decided,
      months: months.indices.map { index in
        Dashboard.Month(
          begins: months[index].date, saved: money(saved.byMonth[index]),
          received: money(received.byMonth[index]))
      })
  }

  /// The last months, the current one last.
  func months(through today: CivilDate) -> [MonthSpan] {
    let first = today.adding(days: 1 - today.day)
    return (0..<Self.monthCount).map { index in
      let date = first.adding(months: index + 1 - Self.monthCount)
      return MonthSpan(
        date: date, begins: zone.startOfDay(date), ends: zone.startOfDay(date.adding(months: 1)))
    }
  }

  private func money(_ minorUnits: Int64) -> Money { Money(minorUnits: minorUnits, unit: currency) }
}

/// A month of a zone.
public struct MonthSpan: Hashable, Sendable {
  /// Its first day.
  public let date: CivilDate
  /// When it begins.
  public let begins: Instant
  /// When the next one begins.
  public let ends: Instant
}

/// What was paid in, in minor units.
public struct SavedFigures: Hashable, Sendable {
  /// All of it.
  public let total: Int64
  /// How many contributions were to be paid by now or were paid before.
  public let decided: Int
  /// How many of these were paid in time.
  public let onTime: Int
  /// What was paid in each month.
  public let byMonth: [Int64]

  /// Puts figures together.
  public init(total: Int64, decided: Int, onTime: Int, byMonth: [Int64]) {
    self.total = total
    self.decided = decided
    self.onTime = onTime
    self.byMonth = byMonth
  }
}

/// What was paid out, in minor units.
public struct ReceivedFigures: Hashable, Sendable {
  /// All of it.
  public let total: Int64
  /// What was received in each month.
  public let byMonth: [Int64]

  /// Puts figures together.
  public init(total: Int64, byMonth: [Int64]) {
    self.total = total
    self.byMonth = byMonth
  }
}

/// What is to come for a user.
public struct UpcomingFigures: Hashable, Sendable {
  /// Their next turn.
  public let payout: Dashboard.Upcoming?
  /// Their next contribution.
  public let contribution: Dashboard.Upcoming?
  /// In how many circles that are under way they take part.
  public let activeCircles: Int

  /// Puts figures together.
  public init(
    payout: Dashboard.Upcoming?, contribution: Dashboard.Upcoming?, activeCircles: Int
  ) {
    self.payout = payout
    self.contribution = contribution
    self.activeCircles = activeCircles
  }
}

/// Where the figures of a dashboard come from.
public protocol DashboardStore: Sendable {
  /// What a user paid into circles, fees and what was refunded aside.
  func saved(by user: UserID, in months: [MonthSpan]) async throws -> SavedFigures

  /// What a user had from circles: payouts, and what others paid later of cycles that were theirs.
  func received(by user: UserID, in months: [MonthSpan]) async throws -> ReceivedFigures

  /// A user's next turn and next contribution, and the number of their circles.
  func upcoming(of user: UserID, in unit: Unit) async throws -> UpcomingFigures
}
