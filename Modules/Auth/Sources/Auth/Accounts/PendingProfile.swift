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
public struct ProductProfile: Hashable, Sendable {
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
  /// Up to `limit` profiles inserted at or before `instant`, oldest first.
  func pendingProfiles(before instant: Instant, limit: Int) async throws -> [PendingProfile]

  /// Removes a user's pending profile.
  func removePendingProfile(of user: UserID) async throws
}

/// Pending profiles within a transaction.
public protocol PendingProfileRows {
  /// Inserts a new user's profile.
  func insert(_ profile: PendingProfile) throws

  /// Removes a user who was inserted a moment ago and is not referred to yet, with their sessions.
  func withdraw(_ user: UserID) throws
}
