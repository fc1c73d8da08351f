public import Kernel

/// A person who can sign in.
public struct User: Hashable, Sendable {
  /// What a user may do at present.
  public enum Status: String, Hashable, Sendable, CaseIterable {
    /// Everything their roles allow.
    case active
    /// Nothing: sign-in is refused.
    case blocked
  }

  /// The id, the same in every context.
  public let id: UserID
  /// The canonical address; nil for those who signed up by way of somebody who tells none, and once
  /// the user is deleted.
  public var email: EmailAddress?
  /// What others call them, and what else they told of themselves.
  public var profile: Profile
  /// What they may do, in the order of the names.
  public var roles: [Role]
  /// Whether the e-mail address was found to be theirs.
  public var isVerified: Bool
  /// What they give to others, who name it when they sign up.
  public let referralCode: ReferralCode
  /// Who brought them.
  public let referredBy: UserID?
  /// Since when they may not sign in.
  public var blockedAt: Instant?
  /// Why, for those who administer; never shown to the user.
  public var blockReason: String?
  /// When the account was given up; nothing personal is left of it.
  public var deletedAt: Instant?
  /// Rises when access tokens made before must not count as they stand.
  public var epoch: Int64
  /// Rises by one with each change of the account.
  public var version: Int64
  /// When they signed up.
  public let createdAt: Instant
  /// When the account was last changed.
  public var updatedAt: Instant

  /// Puts a user together from what a store keeps.
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

  /// Whether the user may sign in and act.
  public var mayAct: Bool { blockedAt == nil && deletedAt == nil }

  /// Whether the user may act as an administrator.
  var administers: Bool { mayAct && roles.contains(.admin) }

  /// The weightiest of the roles that hold for the whole product.
  public var mainRole: Role {
    [Role.admin, .support].first(where: roles.contains) ?? .user
  }

  /// The same user after a change: one version later.
  func changed(at now: Instant, _ change: (inout User) -> Void) -> User {
    var user = self
    change(&user)
    user.version += 1
    user.updatedAt = now
    return user
  }

  /// The same user with nothing personal left, so that ledgers and audits keep their counterpart.
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
  /// Whether there can be such a role: one of the product's, or a grant within a context, written
  /// `context:grant` in small letters, digits and underscores.
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
