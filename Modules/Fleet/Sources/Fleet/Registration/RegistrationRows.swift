public import Kernel

/// What drivers who wait for an invitation told of themselves, as anybody reads it.
public protocol RegistrationReading: Sendable {
  /// What a user told who waits for an invitation; nil for who does not.
  func waitingDriver(_ user: UserID) async throws -> DriverProfile?
}

/// The same within a unit of work.
public protocol RegistrationRows {
  /// What a user told who waits for an invitation; nil for who does not.
  func waitingDriver(_ user: UserID) throws -> DriverProfile?
  /// Keeps what a user told, unless they have told it before.
  func insertWaitingDriver(_ profile: DriverProfile, of user: UserID, at now: Instant) throws
  /// Forgets what a user told.
  func removeWaitingDriver(_ user: UserID) throws
}
