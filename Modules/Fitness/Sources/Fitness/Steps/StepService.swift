public import Kernel

/// What users see of their steps.
public struct StepService: Sendable {
  /// From how many counted steps on a date is one of a streak.
  public static let streakSteps = 1_000

  private let store: any FitnessStore
  private let profiles: ProfileService
  private let clock: any WallClock
  private let terms: FitnessTermsSource

  /// Makes the service.
  public init(
    store: any FitnessStore, profiles: ProfileService, clock: any WallClock,
    terms: @escaping FitnessTermsSource
  ) {
    self.store = store
    self.profiles = profiles
    self.clock = clock
    self.terms = terms
  }

  /// Today, by somebody's own clocks.
  /// - Throws: the store's error.
  public func today(of user: UserID) async throws -> Today {
    let terms = terms()
    let profile = try await profiles.profile(of: user)
    let date = profile.zone.date(at: clock.now())
    let day =
      try await store.days(of: user, in: date...date).first
      ?? StepDay(
        userID: user, date: date, rate: terms.rate(date), goal: profile.goal(by: terms))
    return Today(day: day, zone: profile.zone)
  }

  /// Somebody's dates that have records, the newest first.
  /// - Parameter dates: nil for the last 30.
  /// - Throws: the store's error.
  public func days(of user: UserID, in dates: DateSpan) async throws -> [StepDay] {
    try await store.days(of: user, in: try await range(dates, of: user))
  }

  /// A page of somebody's current records, the newest date first.
  /// - Throws: the store's error.
  public func records(
    of user: UserID, _ filter: StepRecordFilter, after place: StepRecordPlace?, limit: Int
  ) async throws -> [StepRecord] {
    try await store.records(of: user, filter, after: place, limit: limit)
  }

  /// A record of somebody.
  /// - Throws: the store's error.
  public func record(_ id: StepRecord.ID, of user: UserID) async throws -> StepRecord? {
    try await store.record(id, of: user)
  }

  /// What somebody's dates amount to.
  /// - Throws: the store's error.
  public func summary(of user: UserID, in dates: DateSpan) async throws -> StepSummary {
    let range = try await range(dates, of: user)
    let days = try await store.days(of: user, in: range)
    let walked = try await store.datesWalked(by: user, counting: Self.streakSteps)
    let today = try await profiles.profile(of: user).zone.date(at: clock.now())
    return StepSummary(
      dates: range, days: days, streaks: Streaks(walked, today: today))
  }

  /// The dates that are meant; the last 30 unless told.
  private func range(_ dates: DateSpan, of user: UserID) async throws -> ClosedRange<CivilDate> {
    let range = try await openRange(dates, of: user)
    guard range.lowerBound.adding(days: DateSpan.longest - 1) >= range.upperBound else {
      throw StepRangeTooLong()
    }
    return range
  }

  private func openRange(
    _ dates: DateSpan, of user: UserID
  ) async throws -> ClosedRange<CivilDate> {
    if let from = dates.from, let to = dates.to { return from...max(from, to) }
    let today = try await profiles.profile(of: user).zone.date(at: clock.now())
    let to = dates.to ?? max(today, dates.from ?? today)
    let from = dates.from ?? to.adding(days: -29)
    return from...to
  }
}

/// Dates as somebody asks for them.
public struct DateSpan: Hashable, Sendable {
  /// From which on; nil for 30 in all.
  public let from: CivilDate?
  /// Up to which; nil for today.
  public let to: CivilDate?

  /// How many there may be.
  public static let longest = 366

  /// Dates.
  public init(from: CivilDate? = nil, to: CivilDate? = nil) {
    self.from = from
    self.to = to
  }
}

/// More dates were asked for than are shown at once.
public struct StepRangeTooLong: PlainRefusal {
  /// Makes the refusal.
  public init() {}
}

/// Somebody's today.
public struct Today: Hashable, Sendable {
  /// The date.
  public let day: StepDay
  /// By whose clocks it is today.
  public let zone: StepZone
  /// How many steps must count until the goal is met.
  public var remaining: Int { max(0, day.goal - day.counted) }
}

/// What dates of somebody amount to.
public struct StepSummary: Sendable {
  /// The dates.
  public let dates: ClosedRange<CivilDate>
  /// The steps, each once.
  public let steps: Int
  /// Those that counted.
  public let counted: Int
  /// On how many dates any did.
  public let activeDays: Int
  /// The date on which most did; the first of several.
  public let best: (date: CivilDate, steps: Int)?
  /// The coins of the dates.
  public let earned: CoinFraction
  /// Runs of dates, of all there are.
  public let streaks: Streaks

  init(dates: ClosedRange<CivilDate>, days: [StepDay], streaks: Streaks) {
    self.dates = dates
    self.streaks = streaks
    steps = days.reduce(0) { $0 + $1.steps }
    counted = days.reduce(0) { $0 + $1.counted }
    activeDays = days.count { $0.counted > 0 }
    best = days.filter { $0.counted > 0 }
      .max { ($0.counted, $1.date) < ($1.counted, $0.date) }
      .map { ($0.date, $0.counted) }
    earned = days.reduce(CoinFraction.zero) { $0 + $1.earned }
  }

  /// The counted steps of an active date, rounded down.
  public var averagePerActiveDay: Int { activeDays == 0 ? 0 : counted / activeDays }
}
