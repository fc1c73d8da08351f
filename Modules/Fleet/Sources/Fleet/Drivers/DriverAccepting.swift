public import Kernel
import Work

/// Accepts the codes of drivers.
public struct DriverAccepting: DriverInvitations {
  /// Makes one.
  public init() {}

  /// Links a user to the driver that a code is for.
  /// - Throws: `InvitationRefusal`, or the store's error.
  public func accept(
    _ code: InvitationCode, by user: InvitedUser, waiting: DriverProfile?, at now: Instant,
    in transaction: any FleetTransaction
  ) throws -> Driver? {
    guard let id = try transaction.driver(invitedBy: code) else { return nil }
    guard let before = try transaction.lockDriver(id)?.driver,
      var invitation = try transaction.invitation(of: id), invitation.codeHash == code.hash
    else { throw InvitationRefusal.notFound }
    guard user.email == before.details.email else { throw InvitationRefusal.otherAddress }
    guard invitation.acceptedAt == nil else { throw InvitationRefusal.invitationUsed }
    guard now < invitation.expiresAt else { throw InvitationRefusal.invitationExpired }
    guard try transaction.driver(of: user.id) == nil else {
      throw InvitationRefusal.alreadyDriver
    }
    var driver = before
    driver.link(to: user.id, waiting, at: now)
    invitation.acceptedAt = now
    try transaction.update(driver)
    try transaction.put(invitation)
    try transaction.tell(.driverUpdated(driver))
    try transaction.note(driver)
    try transaction.recordChange("accept", from: before, to: driver, by: user.actor, at: now)
    return driver
  }
}
