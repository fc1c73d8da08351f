import Ajo
import Kernel
import Storage

extension CircleProposal {
  /// Of `ajo_proposals p`.
  static let columns: SQL =
    """
    p.id, p.circle_id, p.kind, p.state, p.proposer_id, p.member_id, p.by_user_id, p.own_turn,
    p.turn, p.ends_at, p.created_at, p.ended_at
    """

  init(row: Row, answers: [Answer]) throws {
    let member: UserID = try row["member_id"]
    let turn: Int = try row["turn"]
    let subject: Subject =
      switch try row.word("kind") as Kind {
      case .swap:
        .swap(
          Swap(
            turn: try row.get("own_turn", as: Int.self), withUserID: member, withTurn: turn))
      case .replacement:
        .replacement(
          Replacement(
            memberID: member, byUserID: try row.get("by_user_id", as: UserID.self), turn: turn))
      case .removal: .removal(Removal(memberID: member, turn: turn))
      }
    self.init(
      id: try row["id"], circleID: try row["circle_id"], subject: subject,
      proposerID: try row["proposer_id"], state: try row.word("state"),
      endsAt: try row["ends_at"], createdAt: try row["created_at"],
      endedAt: try row["ended_at"], answers: answers)
  }

  /// The answers to proposals, in the order in which they came.
  static func selectingAnswers(to proposals: [CircleProposal.ID], _ dialect: Dialect) -> SQL {
    """
    SELECT proposal_id, user_id, approves FROM ajo_proposal_answers
    WHERE proposal_id \(dialect.isAmong(.uuids(proposals.map { $0.rawValue })))
    ORDER BY answered_at, user_id
    """
  }

  /// Puts proposals together with the answers to them.
  static func all(_ rows: [Row], answers: [Row]) throws -> [CircleProposal] {
    var given: [CircleProposal.ID: [Answer]] = [:]
    for row in answers {
      given[try row["proposal_id"], default: []].append(
        Answer(userID: try row["user_id"], approves: try row["approves"]))
    }
    return try rows.map { row in
      let id: CircleProposal.ID = try row["id"]
      return try CircleProposal(row: row, answers: given[id] ?? [])
    }
  }
}
