/// What is read of it outside of units of work.
public protocol BoardReading: Sendable {}

/// Its rows within a unit of work.
public protocol BoardRows {
  /// Takes somebody off the boards who is to be on none, after a change of their profile.
  /// - Parameter offsetMinutes: how far the clocks of the profile's zone are ahead of UTC now.
  func boardsFollow(_ profile: FitnessProfile, offsetMinutes: Int) throws
}
