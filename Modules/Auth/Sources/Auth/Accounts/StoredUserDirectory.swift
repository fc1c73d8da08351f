public import Kernel
public import Ports

/// Answers other contexts about users.
public struct StoredUserDirectory: UserDirectory {
  private let store: any UserStore & PinStore

  /// Answers from a store.
  public init(store: any UserStore & PinStore) {
    self.store = store
  }

  /// The user with this id, or nil when there is none or they were deleted.
  public func user(_ id: UserID) async throws -> DirectoryUser? {
    try await store.user(id).map(Self.entry)
  }

  /// Those of these users that there are, in any order.
  public func users(_ ids: [UserID]) async throws -> [DirectoryUser] {
    try await store.users(ids).map(Self.entry)
  }

  /// The user with this address in its canonical form, or nil.
  public func user(email: EmailAddress) async throws -> DirectoryUser? {
    try await store.user(email: email).map(Self.entry)
  }

  /// Up to 100 users who have a role and may act.
  public func users(having role: Role) async throws -> [UserID] {
    try await store.users(
      matching: UserFilter(role: role, status: .active), before: nil, limit: 100
    ).map(\.id)
  }

  /// The payer and the payee of a payment, with what decides whether it may be made.
  public func parties(payer: UserID, payee: PayeeName) async throws -> PaymentParties {
    try await store.parties(payer: payer, payee: payee)
  }

  private static func entry(_ user: User) -> DirectoryUser {
    DirectoryUser(
      id: user.id, name: user.profile.name, email: user.email, isActive: user.mayAct)
  }
}
