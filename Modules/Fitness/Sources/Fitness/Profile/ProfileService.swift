public import Kernel
import Ports
import Work

/// What of a profile its user changes.
public struct ProfileChange: Hashable, Sendable {
  /// How boards call them; `.some(nil)` for their name in short.
  public var displayName: String??
  /// By whose clocks records without a zone are meant.
  public var zone: StepZone?
  /// How many steps a day, 500–100,000.
  public var dailyGoal: Int?
  /// How boards show them.
  public var visibility: FitnessProfile.Visibility?

  /// Changes nothing.
  public init() {}
}

/// What users see and set of themselves.
public struct ProfileService: Sendable {
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

  /// Somebody's profile; as it would be made where there is none.
  /// - Throws: the store's error.
  public func profile(of user: UserID) async throws -> FitnessProfile {
    try await store.profile(of: user)
      ?? FitnessProfile(
        userID: user, zone: terms().defaultTimeZone, version: 0, createdAt: clock.now())
  }

  /// Changes somebody's profile. A new zone moves no date, and a new goal is that of today and of
  /// what comes after it.
  /// - Throws: what `precondition` throws, `UserLeaving`, or the store's error.
  public func change(
    _ change: ProfileChange, of user: UserID, precondition: @escaping VersionCheck
  ) async throws -> FitnessProfile {
    let terms = terms()
    // One that was never made is shown as version 0.
    let isNew = try await store.profile(of: user) == nil
    return try await store.atomically(.unkeyed) { transaction in
      try transaction.work.requirePresent([user])
      var profile = try transaction.lockProfile(user)
      try precondition(isNew && profile.version == 1 ? 0 : profile.version)
      let before = profile
      if let name = change.displayName { profile.displayName = name }
      if let zone = change.zone { profile.zone = zone }
      if let goal = change.dailyGoal { profile.dailyGoal = goal }
      if let visibility = change.visibility { profile.visibility = visibility }
      guard profile != before else { return profile }
      if profile.goal(by: terms) != before.goal(by: terms) {
        try transaction.setGoal(
          profile.goal(by: terms), of: user, from: profile.zone.date(at: transaction.now))
      }
      return try transaction.save(profile)
    }
  }
}
