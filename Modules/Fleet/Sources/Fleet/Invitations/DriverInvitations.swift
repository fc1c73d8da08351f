public import Kernel
public import Ports

/// Links a user to the driver that they were invited as. Codes are accepted at one place, whatever
/// they are for, and so this is asked for those that invite no member.
public protocol DriverInvitations: Sendable {
  /// Accepts a driver's code, within a unit of work that has users stay already
  /// (`Work.requirePresent`).
  /// - Parameters:
  ///   - waiting: what the user told of themselves when they signed up; it fills what the company
  ///     has not told of the driver.
  /// - Returns: the driver, linked and kept, with its news told; nil where it is no driver's code.
  /// - Throws: `InvitationRefusal`, or the store's error.
  func accept(
    _ code: InvitationCode, by user: InvitedUser, waiting: DriverProfile?, at now: Instant,
    in transaction: any FleetTransaction
  ) throws -> Driver?
}

/// Whoever accepts an invitation.
public struct InvitedUser: Hashable, Sendable {
  /// The user.
  public let id: UserID
  /// Their address in its canonical form; nil for who has none, and so can accept nothing.
  public let email: EmailAddress?
  /// The same person for the audit trail.
  public let actor: Actor

  /// Makes one.
  public init(id: UserID, email: EmailAddress?, actor: Actor? = nil) {
    self.id = id
    self.email = email
    self.actor = actor ?? Actor(userID: id)
  }
}
