public import Kernel
public import Ports

/// Where users, sessions and keys are kept.
public protocol AuthStore: RevocationSource, PinStore, MailTokenStore, IdentityStore,
  PersonalDataStore, PendingProfileStore, UserCodeStore, APIKeyStore, EncryptedStore
{
  /// The user with this id, deleted ones left out.
  func user(_ id: UserID) async throws -> User?

  /// The user with this address.
  func user(email: EmailAddress) async throws -> User?

  /// Up to `limit` users that match, with ids below `before`, newest first.
  func users(matching filter: UserFilter, before: UserID?, limit: Int) async throws -> [User]

  /// The user with this address and their password's hash.
  func credentials(email: EmailAddress) async throws -> Credentials?

  /// The user with this id and their password's hash.
  func credentials(of user: UserID) async throws -> Credentials?

  /// The id of the user whose referral code this is.
  func owner(of code: ReferralCode) async throws -> UserID?

  /// Whether there is anybody with this role who may act.
  func hasUser(with role: Role) async throws -> Bool

  /// Up to `limit` live sessions of a user with ids below `before`, newest first.
  func sessions(
    of user: UserID, before: SessionID?, limit: Int, at now: Instant
  ) async throws -> [SessionSummary]

  /// Every signing key, the newest first.
  func signingKeys() async throws -> [SigningKey]

  /// Keeps the first signing key, unless there is one that signs: then nothing happens.
  func installSigningKey(_ key: SigningKey) async throws

  /// Retires the key that signs and puts another in its place. Of several at once one succeeds,
  /// and the others do nothing.
  func replaceSigningKey(by key: SigningKey) async throws

  /// Runs a transaction. Its body is synchronous, so that nothing suspends while rows are locked,
  /// and may run more than once.
  func atomically<Value: Sendable>(
    _ body: @escaping @Sendable (any AuthTransaction) throws -> Value
  ) async throws -> Value
}

/// Where revocations are read.
public protocol RevocationSource: Sendable {
  /// Revocations with a number above `sequence` that were made at or after `since`, in their order.
  func revocations(after sequence: Int64, since: Instant) async throws -> [StoredRevocation]

  /// Forgets revocations that were made before `instant`.
  func pruneRevocations(before instant: Instant) async throws
}

/// What a transaction can do.
public protocol AuthTransaction: PinTransaction, MailTokenTransaction,
  SecondFactorTransaction, IdentityTransaction, PendingProfileTransaction, APIKeyTransaction,
  AttemptTransaction
{
  /// The user and their password's hash; nobody else changes either until the transaction ends.
  /// Deleted users are left out.
  func lockUser(_ id: UserID) throws -> Credentials?

  /// Locks everybody who may act as an administrator, in the order of their ids, so that two
  /// transactions cannot each take away what the other relies on.
  /// - Returns: who they are once the locks are had.
  func lockAdministrators() throws -> [UserID]

  /// `lockAdministrators` if this user is one of them, and nobody otherwise. To be called before
  /// the user is locked.
  func lockPeers(of user: UserID) throws -> [UserID]

  /// The session; nobody else changes it until the transaction ends. To lock a user too, lock the
  /// user first.
  func lockSession(_ id: SessionID) throws -> Session?

  /// The session without a lock.
  func session(_ id: SessionID) throws -> Session?

  /// Keeps a new user.
  /// - Throws: `AuthConflict`.
  func insert(_ user: User, passwordHash: String?) throws

  /// Keeps all that changed of a locked user, roles too.
  /// - Throws: `AuthConflict.email`.
  func update(_ user: User) throws

  /// Keeps another password's hash, or none, of a locked user.
  func setPasswordHash(_ hash: String?, of user: UserID) throws

  /// Keeps a new session, and from which network its user signed in.
  func insert(_ session: Session, from network: String?) throws

  /// Keeps the family and the times of a locked session.
  func update(_ session: Session) throws

  /// Ends the live sessions of a locked user, all or all but one.
  /// - Returns: those that were ended.
  func endSessions(of user: UserID, except: SessionID?, at now: Instant) throws -> [SessionID]

  /// Forgets from where and with what a deleted user signed in, networks too.
  func anonymiseSessions(of user: UserID) throws

  /// Forgets the PIN of a user, their identities, and whatever else but the password proved who
  /// they were.
  func forgetSecrets(of user: UserID) throws

  /// Forgets what opens a locked user's account beside their password and their sessions:
  /// identities and API keys.
  func forgetOtherWaysIn(of user: UserID) throws

  /// Tells every server.
  func publish(_ revocation: Revocation, at now: Instant) throws

  /// Accounts for a change.
  func record(_ entry: AuditEntry) throws
}

/// A user and what proves who they are.
public struct Credentials: Hashable, Sendable {
  /// The user.
  public let user: User
  /// The password's hash; nil for those who cannot sign in by password.
  public let passwordHash: String?

  /// Puts credentials together.
  public init(user: User, passwordHash: String?) {
    self.user = user
    self.passwordHash = passwordHash
  }
}

/// Which unique key a new user or identity ran into.
public enum AuthConflict: Error, Hashable, Sendable {
  /// Another account has the address.
  case email
  /// Another user has the referral code.
  case referralCode
  /// The identity is linked already, or not any more.
  case identity
}

/// Which users are asked for. Deleted ones never are.
public struct UserFilter: Hashable, Sendable {
  /// Part of the name, without regard to case.
  public var name: String?
  /// Part of the canonical address, without regard to case.
  public var email: String?
  /// One of the roles.
  public var role: Role?
  /// Active or blocked.
  public var status: User.Status?

  /// Everybody, unless told otherwise.
  public init(
    name: String? = nil, email: String? = nil, role: Role? = nil, status: User.Status? = nil
  ) {
    self.name = name
    self.email = email
    self.role = role
    self.status = status
  }
}
