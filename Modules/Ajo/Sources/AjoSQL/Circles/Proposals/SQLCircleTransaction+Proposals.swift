import Ajo
import Kernel
import PlatformSQL
import Storage

// Proposals within a unit of work. Their circle is locked.
extension SQLCircleTransaction {
  func proposal(_ id: CircleProposal.ID, of circle: Circle.ID) throws -> CircleProposal? {
    try withAnswers(
      sql.query(
        """
        SELECT \(CircleProposal.columns) FROM ajo_proposals p
        WHERE p.id = \(id) AND p.circle_id = \(circle)
        """)
    ).first
  }

  func openProposals(of circle: Circle.ID) throws -> [CircleProposal] {
    try withAnswers(
      sql.query(
        """
        SELECT \(CircleProposal.columns) FROM ajo_proposals p
        WHERE p.circle_id = \(circle) AND p.state = 'open'
        """)
    ).sorted { $0.id < $1.id }
  }

  private func withAnswers(_ rows: [Row]) throws -> [CircleProposal] {
    guard !rows.isEmpty else { return [] }
    let ids: [CircleProposal.ID] = try rows.map { try $0["id"] }
    return try CircleProposal.all(
      rows, answers: sql.query(CircleProposal.selectingAnswers(to: ids, sql.dialect)))
  }

  func insert(_ proposal: CircleProposal) throws {
    try sql.deferred([
      """
      INSERT INTO ajo_proposals (id, circle_id, kind, state, proposer_id, member_id, by_user_id,
        own_turn, turn, ends_at, created_at)
      VALUES (\(proposal.id), \(proposal.circleID), \(proposal.subject.kind.rawValue),
        \(proposal.state.rawValue), \(proposal.proposerID), \(proposal.memberID),
        \(proposal.newcomerID), \(proposal.ownTurn), \(proposal.turn), \(proposal.endsAt),
        \(proposal.createdAt))
      """
    ])
    for answer in proposal.answers {
      try insert(answer, to: proposal.id, at: proposal.createdAt)
    }
  }

  func update(_ proposal: CircleProposal) throws {
    try sql.deferred([
      """
      UPDATE ajo_proposals
      SET state = \(proposal.state.rawValue), ended_at = \(proposal.endedAt)
      WHERE id = \(proposal.id)
      """
    ])
  }

  func insert(
    _ answer: CircleProposal.Answer, to proposal: CircleProposal.ID, at now: Instant
  ) throws {
    try sql.deferred([
      """
      INSERT INTO ajo_proposal_answers (proposal_id, user_id, approves, answered_at)
      VALUES (\(proposal), \(answer.userID), \(answer.approves), \(now))
      """
    ])
  }

  func handOver(
    from member: UserID, to newcomer: UserID, in circle: Circle.ID, fromCycle cycle: Int
  ) throws {
    try sql.deferred([
      """
      UPDATE ajo_contributions SET user_id = \(newcomer)
      WHERE circle_id = \(circle) AND user_id = \(member) AND cycle_number >= \(cycle)
      """
    ])
  }

  func removeUnpaid(of member: UserID, in circle: Circle.ID, fromCycle cycle: Int) throws {
    try sql.deferred([
      """
      DELETE FROM ajo_contributions
      WHERE circle_id = \(circle) AND user_id = \(member) AND cycle_number >= \(cycle)
        AND state IN ('pending', 'late')
      """
    ])
  }

  func removeCycle(_ number: Int, of circle: Circle.ID) throws {
    try sql.deferred([
      "DELETE FROM ajo_contributions WHERE circle_id = \(circle) AND cycle_number = \(number)",
      "DELETE FROM ajo_cycles WHERE circle_id = \(circle) AND number = \(number)",
    ])
  }
}
