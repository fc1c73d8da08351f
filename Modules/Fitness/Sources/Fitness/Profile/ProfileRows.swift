public import Kernel

/// What is read of profiles outside of units of work.
public protocol ProfileReading: Sendable {
  /// Somebody's profile; nil where they have never used anything of Fitness.
  func profile(of user: UserID) async throws -> FitnessProfile?
}

/// Profiles within a unit of work.
public protocol ProfileRows {
  /// Locks somebody's profile, and makes it where there is none.
  func lockProfile(_ user: UserID) throws -> FitnessProfile

  /// Writes what the user or the staff has set, and raises the version. `save` does this, and what
  /// follows from it.
  func update(_ profile: FitnessProfile) throws

  /// Writes the sums over a profile's dates.
  func updateTotals(of profile: FitnessProfile) throws

  /// Sets the goal of a user's dates from one on.
  func setGoal(_ goal: Int, of user: UserID, from date: CivilDate) throws

  /// Removes up to `limit` rows each of what somebody has walked who has left.
  /// - Returns: whether there was nothing left to remove.
  func forgetWalks(of user: UserID, limit: Int) throws -> Bool
}

extension FitnessTransaction {
  /// Writes what the user or the staff has set, and what boards make of it.
  /// - Returns: the profile with its new version.
  @discardableResult
  public func save(_ profile: FitnessProfile) throws -> FitnessProfile {
    var profile = profile
    profile.version += 1
    profile.updatedAt = now
    try update(profile)
    try boardsFollow(profile, offsetMinutes: profile.zone.offsetMinutes(at: now))
    return profile
  }
}
