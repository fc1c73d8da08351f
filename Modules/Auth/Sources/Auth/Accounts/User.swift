public import Kernel
public import Ports

/// A person with an account.
public struct User: Hashable, Sendable {
  /// Whether a user may sign in.
  public enum Status: String, Hashable, Sendable, CaseIterable {
    /// The user may sign in.
    case active
    /// The user may not sign in.
    case blocked
  }

  /// The id, the same in every context.
  public let id: UserID
  /// The canonical address; nil if the identity provider of the registration told none, and after
  /// deletion.
  public var email: EmailAddress?
  /// The name and other personal data.
  public var profile: Profile
  /// The roles, sorted by name.
  public var roles: [Role]
  /// Whether the address is verified.
  public var isVerified: Bool
  /// The code that others enter at registration to name the user as their referrer.
  public let referralCode: ReferralCode
  /// The user whose referral code they entered.
  public let referredBy: UserID?
  /// Since when the user is blocked; nil if they are not.
  public var blockedAt: Instant?
  /// Why the user is blocked; shown to administrators, never to the user.
  public var blockReason: String?
  /// When the account was deleted; nothing personal is left of it.
  public var deletedAt: Instant?
  /// Rises when access tokens that were issued before are revoked.
  public var epoch: Int64
  /// Rises by one with each change of the account.
  public var version: Int64
  /// When the account was made.
  public let createdAt: Instant
  /// When the account was last changed.
  public var updatedAt: Instant

  /// Makes a user.
  public init(
    id: UserID, email: EmailAddress?, profile: Profile, roles: [Role], isVerified: Bool,
    referralCode: ReferralCode, referredBy: UserID?, blockedAt: Instant? = nil,
    blockReason: String? = nil, deletedAt: Instant? = nil, epoch: Int64 = 0, version: Int64 = 1,
    createdAt: Instant, updatedAt: Instant
  ) {
    self.id = id
    self.email = email
    self.profile = profile
    self.roles = roles
    self.isVerified = isVerified
    self.referralCode = referralCode
    self.referredBy = referredBy
    self.blockedAt = blockedAt
    self.blockReason = blockReason
    self.deletedAt = deletedAt
    self.epoch = epoch
    self.version = version
    self.createdAt = createdAt
    self.updatedAt = updatedAt
  }

  /// Active or blocked.
  public var status: Status { blockedAt == nil ? .active : .blocked }

  /// Whether the user is neither blocked nor deleted.
  public var mayAct: Bool { blockedAt == nil && deletedAt == nil }

  /// Whether the user is an administrator who is neither blocked nor deleted.
  var administers: Bool { mayAct && roles.contains(.admin) }

  /// The highest of the roles that hold in all contexts: admin, support or user.
  public var mainRole: Role {
    [Role.admin, .support].first(where: roles.contains) ?? .user
  }

  /// What the user may know of their account, by way of any context.
  public var account: Account {
    Account(
      id: id, email: email, profile: profile, mainRole: mainRole, roles: roles,
      isVerified: isVerified, isActive: blockedAt == nil, referralCode: referralCode.text,
      version: version, createdAt: createdAt)
  }

  /// The same user after a change: one version later.
  func changed(at now: Instant, _ change: (inout User) -> Void) -> User {
    var user = self
    change(&user)
    user.version += 1
    user.updatedAt = now
    return user
  }

  /// The same user without personal data; the ledger and the audit trail refer to the id.
  func anonymised(at now: Instant) -> User {
    changed(at: now) { user in
      user.email = nil
      user.profile = Profile(name: "Deleted user")
      user.roles = []
      user.isVerified = false
      user.blockReason = nil
      user.deletedAt = now
      user.epoch += 1
    }
  }
}

extension Role {
  /// Whether the role is `user`, `support`, `admin`, or a grant within a context, written
  /// `context:grant` in lower-case letters, digits and underscores, up to 64 characters.
  public var isWellFormed: Bool {
    if [Role.user, .support, .admin].contains(self) { return true }
    let parts = rawValue.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    return parts.count == 2 && rawValue.utf8.count <= 64 && parts.allSatisfy(Self.isWord)
  }

  private static func isWord(_ part: Substring.UTF8View) -> Bool {
    !part.isEmpty
      && part.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
          UInt8(ascii: "_"):
          true
        default: false
        }
      }
  }
}
