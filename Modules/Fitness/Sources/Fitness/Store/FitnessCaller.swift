public import Kernel
public import Ports

/// Who asks Fitness for something.
public struct FitnessCaller: Hashable, Sendable {
  /// The user.
  public let userID: UserID
  /// What they may do beside what everybody may.
  public let rights: Set<FitnessRight>
  /// The same person for the audit trail.
  public let actor: Actor

  /// Makes a caller.
  public init(userID: UserID, rights: Set<FitnessRight> = [], actor: Actor? = nil) {
    self.userID = userID
    self.rights = rights
    self.actor = actor ?? Actor(userID: userID)
  }

  /// Whether they may do all that staff may.
  public var isAdmin: Bool { rights.contains(.admin) }
  /// Whether they decide about records.
  public var isModerator: Bool { has(.moderator, .admin) }
  /// Whether they keep the catalogue and ship orders.
  public var isMerchant: Bool { has(.merchant, .admin) }
  /// Whether they see what records are reviewed for.
  public var seesReviews: Bool { has(.moderator, .support, .admin) }
  /// Whether they see everybody's orders, and products that are not sold.
  public var seesShop: Bool { has(.merchant, .support, .admin) }
  /// Whether they see everybody's wallet.
  public var seesWallets: Bool { has(.support, .admin) }

  private func has(_ some: FitnessRight...) -> Bool { !rights.isDisjoint(with: some) }
}

/// What staff may do in Fitness.
public enum FitnessRight: String, Hashable, Sendable, CaseIterable {
  /// Everything.
  case admin
  /// See what staff sees, and change nothing.
  case support
  /// Decide about records that look wrong.
  case moderator
  /// Keep the catalogue, and ship orders.
  case merchant

  /// The role that gives the right.
  public var role: Role {
    switch self {
    case .admin: .admin
    case .support: .support
    case .moderator: Role("fitness:moderator")
    case .merchant: Role("fitness:merchant")
    }
  }
}
