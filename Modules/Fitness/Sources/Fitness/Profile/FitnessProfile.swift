public import Kernel

/// Somebody who walks.
public struct FitnessProfile: Hashable, Sendable {
  /// Who.
  public let userID: UserID
  /// How boards call them, 1–40 characters; nil for their name in short.
  public var displayName: String?
  /// By whose clocks records without a zone are meant.
  public var zone: StepZone
  /// How many steps they want to walk a day, 500–100,000; nil for what is usual.
  public var dailyGoal: Int?
  /// How boards show them.
  public var visibility: Visibility
  /// Whether their uploads are believed.
  public var trust: Trust
  /// Their counted steps of all dates.
  public var totalCounted: Int64
  /// What those earned. The wallet has been granted the whole coins of it.
  public var earned: CoinFraction
  /// Raised by every change of what the user or the staff sets.
  public var version: Int64
  /// When it was made.
  public let createdAt: Instant
  /// When it was changed.
  public var updatedAt: Instant
  /// When its user left.
  public var deletedAt: Instant?

  /// How boards show somebody.
  public enum Visibility: String, Hashable, Sendable, CaseIterable {
    /// With their name.
    case `public`
    /// Without it.
    case anonymous
    /// Not at all.
    case hidden
  }

  /// Whether somebody's uploads are believed.
  public enum Trust: String, Hashable, Sendable, CaseIterable {
    /// As far as no rule speaks against them.
    case normal
    /// Somebody looks at each of them.
    case low
  }

  /// Puts a profile together.
  public init(
    userID: UserID, displayName: String? = nil, zone: StepZone, dailyGoal: Int? = nil,
    visibility: Visibility = .public, trust: Trust = .normal, totalCounted: Int64 = 0,
    earned: CoinFraction = .zero, version: Int64 = 1, createdAt: Instant,
    updatedAt: Instant? = nil, deletedAt: Instant? = nil
  ) {
    self.userID = userID
    self.displayName = displayName
    self.zone = zone
    self.dailyGoal = dailyGoal
    self.visibility = visibility
    self.trust = trust
    self.totalCounted = totalCounted
    self.earned = earned
    self.version = version
    self.createdAt = createdAt
    self.updatedAt = updatedAt ?? createdAt
    self.deletedAt = deletedAt
  }

  /// The goal of a day.
  public func goal(by terms: FitnessTerms) -> Int { dailyGoal ?? terms.dailyStepGoal }
}
