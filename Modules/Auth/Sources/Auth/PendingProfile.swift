public import Kernel

/// What a new user told a product, until the product has taken it.
public struct PendingProfile: Hashable, Sendable {
  /// Whose it is.
  public let userID: UserID
  /// The product's context.
  public let context: String
  /// What they told, in a form that the product reads.
  public let text: String
  /// When they signed up.
  public let createdAt: Instant

  /// Puts a profile together.
  public init(userID: UserID, context: String, text: String, createdAt: Instant) {
    self.userID = userID
    self.context = context
    self.text = text
    self.createdAt = createdAt
  }
}

/// What somebody tells a product at their registration.
public struct ProductProfile: Hashable, Sendable {
  /// The product's context.
  public let context: String
  /// What they tell, in a form that the product reads.
  public let text: String
  /// The grants that come with it.
  public let roles: [Role]

  /// Puts a profile together.
  public init(context: String, text: String, roles: [Role]) {
    self.context = context
    self.text = text
    self.roles = roles
  }
}

/// Where profiles wait for their product.
public protocol PendingProfileStore: Sendable {
  /// Up to `limit` profiles that were kept at or before `instant`, the oldest first.
  func pendingProfiles(before instant: Instant, limit: Int) async throws -> [PendingProfile]

  /// Forgets a profile, since the product has it or does not want it.
  func removePendingProfile(of user: UserID) async throws
}

/// What a transaction can do with profiles that wait.
public protocol PendingProfileTransaction {
  /// Keeps a new user's profile.
  func insert(_ profile: PendingProfile) throws

  /// Removes a user who was made a moment ago and of whom nobody knows yet, with their sessions.
  func withdraw(_ user: UserID) throws
}

extension AuthService {
  /// Forgets a profile, since the product has it or does not want it.
  public func settleProfile(of user: UserID) async throws {
    try await store.removePendingProfile(of: user)
  }

  /// Takes back a registration that was not answered yet, since the product does not want the
  /// profile: as if it had never been.
  public func withdraw(_ user: UserID) async throws {
    try await store.atomically { try $0.withdraw(user) }
  }

  /// Profiles that wait although their registration was answered some time ago.
  public func overdueProfiles() async throws -> [PendingProfile] {
    try await store.pendingProfiles(
      before: clock.now().adding(seconds: -Self.profilePatience), limit: 100)
  }

  /// For how many seconds a profile is left to the registration that brought it.
  static let profilePatience: Int64 = 30
}
