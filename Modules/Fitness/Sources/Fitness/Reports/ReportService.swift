public import Kernel

/// Why a report is refused.
public enum ReportRefusal: Error, Hashable, Sendable, CaseIterable {
  /// The last date is before the first.
  case endsBeforeItBegins
  /// It is over more than 366 dates.
  case rangeTooLong
}

/// Sums up what users did.
public struct ReportService: Sendable {
  /// The most dates of a report.
  public static let longest = 366
  /// The dates of a report for which none are named.
  static let usual = 30

  private let store: any FitnessStore
  private let clock: any WallClock
  private let terms: FitnessTermsSource

  /// Makes the service.
  public init(
    store: any FitnessStore, clock: any WallClock, terms: @escaping FitnessTermsSource
  ) {
    self.store = store
    self.clock = clock
    self.terms = terms
  }

  /// Somebody's statistics.
  /// - Throws: the store's error.
  public func stats(of user: UserID) async throws -> UserStats {
    try await store.stats(of: user, at: clock.now()) ?? UserStats(userID: user)
  }

  /// Up to `limit` users' statistics, by their ids.
  /// - Throws: the store's error.
  public func stats(after user: UserID?, limit: Int) async throws -> [UserStats] {
    try await store.stats(after: user, limit: limit, at: clock.now())
  }

  /// Those of one user who is named, if there are any.
  /// - Throws: the store's error.
  public func stats(only user: UserID) async throws -> [UserStats] {
    try await store.stats(of: user, at: clock.now()).map { [$0] } ?? []
  }

  /// Up to `limit` of those who walked in the last 30 dates, by their ids.
  /// - Throws: the store's error.
  public func activeUsers(after user: UserID?, limit: Int) async throws -> [ActiveUser] {
    try await store.activeUsers(after: user, limit: limit, at: clock.now())
  }

  /// What all walked from one date to another, both included, newest first.
  /// - Parameters:
  ///   - first: unless given the last date and the 29 before.
  ///   - last: today in Fitness's zone unless given.
  /// - Throws: `ReportRefusal`, or the store's error.
  public func daySummaries(
    from first: CivilDate?, to last: CivilDate?
  ) async throws -> [DaySummary] {
    let last = last ?? max(terms().zone.date(at: clock.now()), first ?? .earliest)
    let first = first ?? last.adding(days: 1 - Self.usual)
    guard first <= last else { throw ReportRefusal.endsBeforeItBegins }
    guard first.adding(days: Self.longest - 1) >= last else { throw ReportRefusal.rangeTooLong }
    return try await store.daySummaries(first...last)
  }
}
