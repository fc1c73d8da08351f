/// What a member may do in their company; each includes the ones before it.
public enum MemberRole: String, Hashable, Sendable, CaseIterable, Comparable {
  /// Sees the company's books.
  case viewer
  /// Serves fuel or sends drivers for it: requests and decides transactions.
  case `operator`
  /// Runs the company: drivers, accounts, invitations, members below manager.
  case manager
  /// Whose company it is: exactly one.
  case owner

  private var rank: Int {
    switch self {
    case .viewer: 0
    case .operator: 1
    case .manager: 2
    case .owner: 3
    }
  }

  /// Whether the right includes less.
  public static func < (left: MemberRole, right: MemberRole) -> Bool { left.rank < right.rank }
}
