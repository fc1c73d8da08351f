public import Kernel

/// What a new user told another context at registration, until that context has stored it.
public struct PendingProfile: Hashable, Sendable {
  /// The user.
  public let userID: UserID
  /// The name of the context.
  public let context: String
  /// What the user told, in a form that the context reads.
  public let text: String
  /// When the user registered.
  public let createdAt: Instant

  /// Makes a profile.
  public init(userID: UserID, context: String, text: String, createdAt: Instant) {
    self.userID = userID
    self.context = context
    self.text = text
    self.createdAt = createdAt
  }
}

/// What a user tells another context at registration.
public struct ContextProfile: Hashable, Sendable {
  /// The name of the context.
  public let context: String
  /// What the user tells, in a form that the context reads.
  public let text: String
  /// The roles that the user gets with it.
  public let roles: [Role]

  /// Makes a profile.
  public init(context: String, text: String, roles: [Role]) {
    self.context = context
    self.text = text
    self.roles = roles
  }
}

/// Reads and removes pending profiles.
public protocol PendingProfileStore: Sendable {
  /// Up to `limit` profiles for a context, inserted at or before `instant`, of users with ids above
  /// `after`, oldest first.
  func pendingProfiles(
    for context: String, before instant: Instant, after: UserID?, limit: Int
  ) async throws -> [PendingProfile]

  /// Removes a user's pending profile.
  func removePendingProfile(of user: UserID) async throws
}

/// Pending profiles within a transaction.
public protocol PendingProfileRows {
  /// Inserts a new user's profile.
  func insert(_ profile: PendingProfile) throws

  /// Removes a locked user with everything of theirs, as if they had never been. Nothing outside of
  /// Auth's tables refers to them yet.
  func withdraw(_ user: UserID) throws
}
