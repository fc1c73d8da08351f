public import Kernel

/// Asks users to answer swaps and replacements.
public struct ProposalActions: ActionSource {
  private let store: any ProposalStore

  /// Asks by what a store has.
  public init(store: any ProposalStore) {
    self.store = store
  }

  /// What a user has still to answer, the oldest first.
  public func actions(of user: UserID, at now: Instant) async throws -> [ActionItem] {
    try await store.proposals(awaiting: user).compactMap { proposal, circle in
      let path = "/circles/\(proposal.circleID)"
      switch proposal.subject {
      case .swap:
        return ActionItem(
          .swapRequested, title: "Answer who would like to swap turns in \(circle)",
          actionURL: "\(path)/swaps/\(proposal.id)")
      case .replacement(let replacement):
        return ActionItem(
          .replacementRequested,
          title: replacement.byUserID == user
            ? "Answer whether you take over a seat in \(circle)"
            : "Answer whether your seat in \(circle) goes over",
          actionURL: "\(path)/replacements/\(proposal.id)")
      case .removal: return nil
      }
    }
  }
}
