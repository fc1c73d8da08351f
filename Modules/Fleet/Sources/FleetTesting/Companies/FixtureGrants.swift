public import Fleet
public import Kernel
public import Ports
import Synchronization

/// Grants in memory.
public final class FixtureGrants: GrantKeeper {
  private let grants = Mutex<[UserID: Set<Role>]>([:])

  /// Keeps none.
  public init() {}

  /// Sets a user's grants.
  public func setGrants(_ grants: Set<Role>, of user: UserID, in context: String) async throws {
    self.grants.withLock { $0[user] = grants }
  }

  /// A user's grants.
  public func grants(of user: UserID) -> Set<Role> { grants.withLock { $0[user] ?? [] } }
}

/// Takes the codes of drivers that a test names.
public final class FixtureDriverInvitations: DriverInvitations {
  private let drivers = Mutex<[InvitationCode: Driver]>([:])

  /// Takes none.
  public init() {}

  /// Takes a code from now on.
  public func take(_ code: InvitationCode, for driver: Driver) {
    drivers.withLock { $0[code] = driver }
  }

  /// The driver of a code, for whoever has the address.
  public func accept(
    _ code: InvitationCode, by user: InvitedUser, waiting: DriverProfile?, at now: Instant,
    in transaction: any FleetTransaction
  ) throws -> Driver? {
    guard let driver = drivers.withLock({ $0[code] }) else { return nil }
    guard driver.details.email == user.email else { throw InvitationRefusal.otherAddress }
    return driver
  }
}
