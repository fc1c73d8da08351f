public import Kernel

/// The invitation of a driver: the last one that was made, which has ended the others.
public struct DriverInvitation: Hashable, Sendable {
  /// The driver.
  public let driverID: Driver.ID
  /// The hash of its code.
  public let codeHash: [UInt8]
  /// When it was made.
  public let createdAt: Instant
  /// Until when it is good.
  public let expiresAt: Instant
  /// When it was accepted.
  public internal(set) var acceptedAt: Instant?

  /// Puts an invitation together.
  public init(
    driverID: Driver.ID, codeHash: [UInt8], createdAt: Instant, expiresAt: Instant,
    acceptedAt: Instant? = nil
  ) {
    self.driverID = driverID
    self.codeHash = codeHash
    self.createdAt = createdAt
    self.expiresAt = expiresAt
    self.acceptedAt = acceptedAt
  }
}

/// The code of an invitation that was just made, which nobody is shown again.
public struct DriverCode: Hashable, Sendable {
  /// The code.
  public let code: InvitationCode
  /// Until when it is good.
  public let expiresAt: Instant

  /// Makes one.
  public init(code: InvitationCode, expiresAt: Instant) {
    self.code = code
    self.expiresAt = expiresAt
  }
}

/// A driver who was just made, with the code of their invitation.
public struct MadeDriver: Hashable, Sendable {
  /// The driver.
  public let sight: DriverSight
  /// The code; nil where the same driver was made before, and has theirs.
  public let code: DriverCode?

  /// Makes one.
  public init(sight: DriverSight, code: DriverCode?) {
    self.sight = sight
    self.code = code
  }
}
