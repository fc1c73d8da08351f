public import Kernel

/// What is read of boards outside of units of work.
public protocol BoardReading: Sendable {
  /// A board; nil where it was never made.
  func board(_ key: BoardKey) async throws -> Board?

  /// Up to `limit` lines of a board that come after a place. Somebody who is to be on no board has
  /// none, even where the board was made before that.
  func lines(of key: BoardKey, after place: Int64, limit: Int) async throws -> [BoardLine]

  /// Somebody's line.
  func line(of user: UserID, on key: BoardKey) async throws -> BoardLine?

  /// How many steps of somebody's dates count.
  func stepsWalked(by user: UserID, in dates: ClosedRange<CivilDate>?) async throws -> Int64

  /// Whether boards may list somebody.
  func isListed(_ user: UserID) async throws -> Bool

  /// When the first made of some boards was made; nil where one was never made.
  func firstMade(of keys: [BoardKey]) async throws -> Instant?

  /// The zones that profiles have.
  func zonesOfProfiles() async throws -> [StepZone]
}

/// Boards within a unit of work.
public protocol BoardRows {
  /// Takes somebody off the boards who is to be on none, after a change of their profile.
  /// - Parameter offsetMinutes: how far the clocks of the profile's zone are ahead of UTC now.
  func boardsFollow(_ profile: FitnessProfile, offsetMinutes: Int) throws

  /// Makes a board anew from the dates as they are now.
  func refresh(_ key: BoardKey) throws -> Board

  /// Notes whether somebody's account is blocked. Who is blocked leaves the boards at once.
  func setBlocked(_ isBlocked: Bool, _ user: UserID) throws

  /// Notes how far the clocks of zones are ahead of UTC.
  func setOffsets(_ offsets: [(zone: StepZone, minutes: Int)]) throws
}
