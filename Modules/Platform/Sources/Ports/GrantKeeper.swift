public import Kernel

/// Keeps the grants that contexts give to users: roles such as `fleet:driver`, by which others can
/// tell what somebody is there. What gives the right is the context's own; the grant mirrors it.
public protocol GrantKeeper: Sendable {
  /// Sets the grants that a user has within a context, and leaves all their other roles as they
  /// are. Their sessions stay open, with the new roles at once. Setting the same ones again changes
  /// nothing, and so does setting those of a user who has left.
  /// - Parameters:
  ///   - grants: roles that begin with the context's name and a colon; others are left out.
  ///   - context: the context's name.
  func setGrants(_ grants: Set<Role>, of user: UserID, in context: String) async throws
}

/// What keeps grants. Auth answers it.
public enum GrantsPort: PortKey {
  /// What answers it.
  public typealias Value = any GrantKeeper
  /// `GrantKeeper`.
  public static let name = "GrantKeeper"
}
