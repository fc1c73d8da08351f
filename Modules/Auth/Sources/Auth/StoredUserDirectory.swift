public import Kernel
public import Ports

/// What other contexts may know of users.
public struct StoredUserDirectory: UserDirectory {
  private let store: any AuthStore

  /// Answers from a store.
  public init(store: any AuthStore) {
    self.store = store
  }

  /// The user with this id, or nil when there is none or they were deleted.
  public func user(_ id: UserID) async throws -> DirectoryUser? {
    try await store.user(id).map(Self.entry)
  }

  /// The user with this address in its canonical form, or nil.
  public func user(email: EmailAddress) async throws -> DirectoryUser? {
    try await store.user(email: email).map(Self.entry)
  }

  /// What must be known of both sides before money moves.
  public func parties(payer: UserID, payee: PayeeName) async throws -> PaymentParties {
    try await store.parties(payer: payer, payee: payee)
  }

  private static func entry(_ user: User) -> DirectoryUser {
    DirectoryUser(
      id: user.id, name: user.profile.name, email: user.email, isActive: user.mayAct)
  }
}
