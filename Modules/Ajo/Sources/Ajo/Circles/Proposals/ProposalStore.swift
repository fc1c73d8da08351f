public import Kernel

/// Where the proposals of circles are kept. What it promises is in the contract suite.
public protocol ProposalStore: Sendable {
  /// A proposal of a circle; nil when it has none of this id.
  func proposal(
    _ id: CircleProposal.ID, of circle: Circle.ID
  ) async throws -> CircleProposal?

  /// Up to `limit` proposals of a circle with ids below `before`, the newest first.
  /// - Parameter newcomer: only replacements by this user; nil for all.
  func proposals(
    _ kind: CircleProposal.Kind, of circle: Circle.ID, to newcomer: UserID?,
    before: CircleProposal.ID?, limit: Int
  ) async throws -> [CircleProposal]

  /// The open swaps and replacements that a user has still to answer, each with what its circle is
  /// called, the oldest first; at most 100.
  func proposals(awaiting user: UserID) async throws -> [(CircleProposal, circle: String)]
}

/// The proposals of a locked circle within a unit of work, and what they lead to.
public protocol ProposalRows {
  /// A proposal of a circle; nil when it has none of this id.
  func proposal(_ id: CircleProposal.ID, of circle: Circle.ID) throws -> CircleProposal?

  /// The open proposals of a circle, the oldest first.
  func openProposals(of circle: Circle.ID) throws -> [CircleProposal]

  /// Keeps a new proposal, with its answers.
  func insert(_ proposal: CircleProposal) throws

  /// Keeps what has become of a proposal.
  func update(_ proposal: CircleProposal) throws

  /// Keeps an answer.
  func insert(_ answer: CircleProposal.Answer, to proposal: CircleProposal.ID, at now: Instant)
    throws

  /// Hands a member's contributions to cycles from one on over to somebody else.
  func handOver(
    from member: UserID, to newcomer: UserID, in circle: Circle.ID, fromCycle cycle: Int
  ) throws

  /// Removes the contributions of a member that nobody has paid, to cycles from one on.
  func removeUnpaid(of member: UserID, in circle: Circle.ID, fromCycle cycle: Int) throws

  /// Removes a cycle that falls away, and the contributions to it.
  func removeCycle(_ number: Int, of circle: Circle.ID) throws
}
