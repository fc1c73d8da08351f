public import Kernel
public import Ports

/// Keeps the grants of contexts among the roles of users.
public struct StoredGrantKeeper: GrantKeeper {
  private let accounts: Accounts

  /// Keeps grants in these accounts.
  public init(_ accounts: Accounts) {
    self.accounts = accounts
  }

  /// Sets the grants that a user has within a context.
  /// - Throws: the store's error.
  public func setGrants(_ grants: Set<Role>, of user: UserID, in context: String) async throws {
    do {
      try await accounts.setGrants(grants, of: user, in: context)
    } catch is NotFound {
      // Who has left has no roles.
    }
  }
}
