public import Kernel
public import Ports

/// Who asks Fleet for something.
public struct FleetCaller: Hashable, Sendable {
  /// The user.
  public let userID: UserID
  /// What they may see as staff of the house; nil for everybody else.
  public let oversight: Oversight?
  /// The same person for the audit trail.
  public let actor: Actor

  /// Makes a caller.
  public init(userID: UserID, oversight: Oversight? = nil, actor: Actor? = nil) {
    self.userID = userID
    self.oversight = oversight
    self.actor = actor ?? Actor(userID: userID)
  }
}

/// What staff of the house may do in every company.
public enum Oversight: String, Hashable, Sendable, CaseIterable {
  /// See it.
  case support
  /// See it, and change what is not the companies' own business with each other.
  case admin
}
