public import Kernel

/// What a person may know of their own account. Auth keeps it; contexts show it in their profiles,
/// beside what they know of the person themselves.
public struct Account: Hashable, Sendable {
  /// The id, the same in every context.
  public let id: UserID
  /// The canonical address; nil for those who signed up by way of somebody who tells none.
  public let email: EmailAddress?
  /// The name and other personal data.
  public let profile: Profile
  /// The highest of the roles that hold in all contexts: admin, support or user.
  public let mainRole: Role
  /// The roles, sorted by name.
  public let roles: [Role]
  /// Whether the address is verified.
  public let isVerified: Bool
  /// False once an administrator has blocked it.
  public let isActive: Bool
  /// The code that others enter at registration to name this user as their referrer.
  public let referralCode: String
  /// Rises by one with each change of the account.
  public let version: Int64
  /// When the account was made.
  public let createdAt: Instant

  /// Puts an account together.
  public init(
    id: UserID, email: EmailAddress?, profile: Profile, mainRole: Role, roles: [Role],
    isVerified: Bool, isActive: Bool, referralCode: String, version: Int64, createdAt: Instant
  ) {
    self.id = id
    self.email = email
    self.profile = profile
    self.mainRole = mainRole
    self.roles = roles
    self.isVerified = isVerified
    self.isActive = isActive
    self.referralCode = referralCode
    self.version = version
    self.createdAt = createdAt
  }
}

/// People's accounts, for their owners to see and change by way of any context.
public protocol AccountKeeper: Sendable {
  /// Somebody's account.
  /// - Throws: `NotFound` if there is none, or it was deleted.
  func account(_ id: UserID) async throws -> Account

  /// Changes somebody's profile.
  /// - Parameters:
  ///   - actor: who makes the change. Changes by anybody but the user are audited.
  ///   - precondition: receives the current version before the change; throws to refuse.
  /// - Throws: `NotFound`, or what `precondition` throws.
  func changeProfile(
    of id: UserID, by actor: Actor, precondition: @escaping @Sendable (Int64) throws -> Void,
    _ change: @escaping @Sendable (inout Profile) -> Void
  ) async throws -> Account
}

/// The accounts of the program's users.
public enum AccountsPort: PortKey {
  /// What answers it.
  public typealias Value = any AccountKeeper
  /// `AccountKeeper`.
  public static let name = "AccountKeeper"
}
