public import Kernel
public import Ports

/// Shows and changes people's accounts by way of other contexts.
public struct StoredAccountKeeper: AccountKeeper {
  private let accounts: Accounts

  /// Asks these accounts.
  public init(_ accounts: Accounts) {
    self.accounts = accounts
  }

  /// Somebody's account.
  public func account(_ id: UserID) async throws -> Account {
    try await accounts.user(id).account
  }

  /// Changes somebody's profile.
  public func changeProfile(
    of id: UserID, by actor: Actor, precondition: @escaping @Sendable (Int64) throws -> Void,
    _ change: @escaping @Sendable (inout Profile) -> Void
  ) async throws -> Account {
    try await accounts.updateProfile(of: id, by: actor, precondition: precondition, change).account
  }
}
