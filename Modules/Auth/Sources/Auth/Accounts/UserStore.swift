public import Kernel
import Ports

/// Reads users.
public protocol UserStore: Sendable {
  /// The user with this id; deleted users are left out.
  func user(_ id: UserID) async throws -> User?

  /// Those of these users that there are, in any order; deleted users are left out.
  func users(_ ids: [UserID]) async throws -> [User]

  /// The user with this address.
  func user(email: EmailAddress) async throws -> User?

  /// The record of the user with this address.
  func record(email: EmailAddress) async throws -> UserRecord?

  /// The record of the user with this id; deleted users are left out.
  func record(of user: UserID) async throws -> UserRecord?

  /// Up to `limit` users that match, with ids below `before`, newest first.
  func users(matching filter: UserFilter, before: UserID?, limit: Int) async throws -> [User]

  /// The id of the user with this referral code.
  func owner(of code: ReferralCode) async throws -> UserID?

  /// Whether any user with this role is neither blocked nor deleted.
  func hasUser(with role: Role) async throws -> Bool
}

/// Users within a transaction.
public protocol UserRows {
  /// The user's record, locked until the transaction ends; deleted users are left out.
  func lockUser(_ id: UserID) throws -> UserRecord?

  /// Locks every administrator who is neither blocked nor deleted, in the order of their ids, so
  /// that two transactions cannot each remove the administrator the other relies on.
  /// - Returns: the administrators as they are once the locks are held.
  func lockAdministrators() throws -> [UserID]

  /// `lockAdministrators` if this user is one of them; no lock and an empty list otherwise. Call
  /// it before the user is locked.
  func lockPeers(of user: UserID) throws -> [UserID]

  /// The id of the user with this address, not locked.
  func owner(of email: EmailAddress) throws -> UserID?

  /// Inserts a new user.
  /// - Throws: `AuthConflict.email` or `.referralCode`.
  func insert(_ user: User, passwordHash: String?) throws

  /// Updates a locked user, with their roles.
  /// - Throws: `AuthConflict.email`.
  func update(_ user: User) throws

  /// Sets or removes the password hash of a locked user. Sign-ins that wait for a code end.
  func setPasswordHash(_ hash: String?, of user: UserID) throws
}

/// Removes what opens an account, across the tables that hold it.
public protocol SecretRows {
  /// Removes from a locked user everything that proves who they are, except the password: PIN,
  /// identities, API keys, authenticator, recovery codes and mailed tokens.
  func removeSecrets(of user: UserID) throws

  /// Removes what signs in as a locked user beside their password and sessions: identities and API
  /// keys.
  func removeOtherSignInMethods(of user: UserID) throws
}

/// A user with the hash of their password.
public struct UserRecord: Hashable, Sendable {
  /// The user.
  public let user: User
  /// The hash of the password; nil for users who have none.
  public let passwordHash: String?

  /// Makes a record.
  public init(user: User, passwordHash: String?) {
    self.user = user
    self.passwordHash = passwordHash
  }
}

/// A unique key that a new user or identity violates.
public enum AuthConflict: Error, Hashable, Sendable {
  /// Another account has the address.
  case email
  /// Another user has the referral code.
  case referralCode
  /// The identity was linked or unlinked meanwhile.
  case identity
}

/// Selects users; deleted users never match. Properties that are nil do not narrow the selection.
public struct UserFilter: Hashable, Sendable {
  /// A part of the name, in any case.
  public var name: String?
  /// A part of the canonical address, in any case.
  public var email: String?
  /// One of the user's roles.
  public var role: Role?
  /// Active or blocked.
  public var status: User.Status?

  /// Makes a filter; it matches all users unless narrowed.
  public init(
    name: String? = nil, email: String? = nil, role: Role? = nil, status: User.Status? = nil
  ) {
    self.name = name
    self.email = email
    self.role = role
    self.status = status
  }
}

extension UserRows where Self: AuditRows {
  /// Marks the address of a locked user as verified, because its owner has just shown that it is
  /// theirs, and appends an audit entry.
  @discardableResult
  func confirmAddress(of found: User, by actor: Actor, at now: Instant) throws -> User {
    let user = found.changed(at: now) { $0.isVerified = true }
    try update(user)
    try record(
      AuditEntry(
        actor: actor, action: "user.reclaim", target: "user:\(user.id)",
        before: AuditText.verified(found), after: AuditText.verified(user), at: now))
    return user
  }
}
