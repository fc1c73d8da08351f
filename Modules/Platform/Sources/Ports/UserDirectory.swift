public import Kernel

/// What one context may know of a user that another context keeps.
public struct DirectoryUser: Sendable, Hashable {
  /// The user's id, the same in every context.
  public let id: UserID
  /// The display name, as the user wrote it.
  public let name: String
  /// The canonical e-mail address; nil for those who signed up by way of somebody who tells none.
  public let email: EmailAddress?
  /// False once the user is blocked or deleted: nothing new may be sent to them.
  public let isActive: Bool

  /// Makes a directory entry.
  public init(id: UserID, name: String, email: EmailAddress?, isActive: Bool) {
    self.id = id
    self.name = name
    self.email = email
    self.isActive = isActive
  }
}

/// Where a context looks up the people it deals with. Auth answers it; a context asks only this.
public protocol UserDirectory: Sendable {
  /// The user with this id, or nil when there is none or they were deleted.
  func user(_ id: UserID) async throws -> DirectoryUser?

  /// Those of these users that there are, in any order, asked for at once.
  func users(_ ids: [UserID]) async throws -> [DirectoryUser]

  /// The user with this address in its canonical form, or nil.
  func user(email: EmailAddress) async throws -> DirectoryUser?

  /// Up to 100 users who have a role and may act, the newest first.
  func users(having role: Role) async throws -> [UserID]

  /// What must be known of both sides before money moves, asked at once: it stands before every
  /// payment.
  func parties(payer: UserID, payee: PayeeName) async throws -> PaymentParties
}

extension UserDirectory {
  /// Those of these users that there are, asked for one after the other.
  public func users(_ ids: [UserID]) async throws -> [DirectoryUser] {
    var found: [DirectoryUser] = []
    for id in ids {
      if let user = try await user(id) { found.append(user) }
    }
    return found
  }

  /// How users are called, asked for at once; those whose accounts are deleted are left out.
  public func names(of users: some Sequence<UserID>) async throws -> [UserID: String] {
    Dictionary(
      try await self.users(Array(Set(users))).map { ($0.id, $0.name) },
      uniquingKeysWith: { first, _ in first })
  }
}

/// The directory of users.
public enum UsersPort: PortKey {
  /// What answers it.
  public typealias Value = any UserDirectory
  /// `UserDirectory`.
  public static let name = "UserDirectory"
}
