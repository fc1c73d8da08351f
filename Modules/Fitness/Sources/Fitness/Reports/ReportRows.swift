public import Kernel

/// What staff looks at, outside of units of work.
public protocol ReportReading: Sendable {
  /// Somebody's statistics; nil where they have never used anything of Fitness.
  /// - Parameter now: by which it is a date for the user.
  func stats(of user: UserID, at now: Instant) async throws -> UserStats?

  /// Up to `limit` users' statistics, by their ids.
  func stats(after user: UserID?, limit: Int, at now: Instant) async throws -> [UserStats]

  /// Up to `limit` of those who walked in the last 30 dates, by their ids.
  func activeUsers(after user: UserID?, limit: Int, at now: Instant) async throws -> [ActiveUser]

  /// What all walked, newest date first: dates without records are left out.
  func daySummaries(_ dates: ClosedRange<CivilDate>) async throws -> [DaySummary]
}

/// What a user's dates are counted anew from, within a unit of work.
public protocol ReportRows {
  /// The dates of somebody's records, without those whose records are in an archive.
  func recordedDates(of user: UserID) throws -> Set<CivilDate>
}
