import Ajo
import AjoTesting
import Kernel
import Storage

extension CircleFixture {
  /// Has a member replaced, as all three want it.
  @discardableResult
  func replace(
    _ member: UserID, by newcomer: UserID, in circle: Circle.ID
  ) async throws -> CircleProposal {
    let host = try await circles.circle(circle).hostID
    let made = try await proposals.proposeReplacement(
      of: member, by: newcomer, in: circle, asHost: host)
    _ = try await proposals.acceptReplacement(made.id, in: circle, by: newcomer)
    return try await proposals.acceptReplacement(made.id, in: circle, by: member)
  }

  /// Has a member removed, for whose removal all others vote as long as it takes.
  @discardableResult
  func remove(_ member: UserID, from circle: Circle.ID) async throws -> CircleProposal {
    let host = try await circles.circle(circle).hostID
    var proposal = try await proposals.proposeRemoval(of: member, in: circle, asHost: host)
    let others = try await store.members(of: circle, after: nil, limit: 100)
    for other in others
    where other.state == .active && other.userID != member && proposal.state == .open {
      guard other.userID != host else { continue }
      proposal = try await proposals.vote(true, on: proposal.id, in: circle, by: other.userID)
    }
    return proposal
  }

  /// Who gets the pots, by the places of these users, from 1; 0 for others.
  func recipients(of circle: Circle.ID, among users: [UserID]) async throws -> [Int] {
    try await store.cycles(of: circle, after: 0, limit: 100).map { cycle in
      users.firstIndex(of: cycle.recipientID).map { $0 + 1 } ?? 0
    }
  }

  /// What is in the wallets of users, in naira.
  func naira(of users: [UserID]) async throws -> [Int64] {
    var naira: [Int64] = []
    for user in users { naira.append(try await balance(of: user).minorUnits / 100) }
    return naira
  }

  /// The contributions of a user: `<cycle> <state>`.
  func contributions(of user: UserID, to circle: Circle.ID) async throws -> [String] {
    try await store.contributions(
      ContributionFilter(circleID: circle, userID: user), after: nil, limit: 100
    ).map { "\($0.cycle) \($0.state)" }
  }

  /// What users were notified of, in order.
  func notified(_ user: UserID) async throws -> [String] {
    try await database.all(
      "SELECT event FROM platform_notifications WHERE user_id = \(user) ORDER BY id"
    ) { try $0["event"] }
  }
}
