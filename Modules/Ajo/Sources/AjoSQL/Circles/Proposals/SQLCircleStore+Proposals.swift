public import Ajo
public import Kernel
import PlatformSQL
import Storage

extension SQLCircleStore {
  /// A proposal of a circle.
  public func proposal(
    _ id: CircleProposal.ID, of circle: Circle.ID
  ) async throws -> CircleProposal? {
    let rows = try await work.database.all(
      """
      SELECT \(CircleProposal.columns) FROM ajo_proposals p
      WHERE p.id = \(id) AND p.circle_id = \(circle)
      """
    ) { $0 }
    return try await withAnswers(rows).first
  }

  /// A page of the proposals of a circle, the newest first.
  public func proposals(
    _ kind: CircleProposal.Kind, of circle: Circle.ID, to newcomer: UserID?,
    before: CircleProposal.ID?, limit: Int
  ) async throws -> [CircleProposal] {
    let place: SQL = before.map { "AND p.id < \($0)" } ?? ""
    let asked: SQL = newcomer.map { "AND p.by_user_id = \($0)" } ?? ""
    let rows = try await work.database.all(
      """
      SELECT \(CircleProposal.columns) FROM ajo_proposals p
      WHERE p.circle_id = \(circle) AND p.kind = \(kind.rawValue) \(place) \(asked)
      ORDER BY p.id DESC
      LIMIT \(limit)
      """
    ) { $0 }
    return try await withAnswers(rows)
  }

  /// What a user has still to answer.
  public func proposals(
    awaiting user: UserID
  ) async throws -> [(CircleProposal, circle: String)] {
    let rows = try await work.database.all(
      """
      SELECT \(CircleProposal.columns), c.name AS circle_name
      FROM ajo_proposals p JOIN ajo_circles c ON c.id = p.circle_id
      WHERE p.state = 'open' AND p.kind <> 'removal'
        AND (p.member_id = \(user) OR p.by_user_id = \(user))
        AND NOT EXISTS (
          SELECT 1 FROM ajo_proposal_answers a
          WHERE a.proposal_id = p.id AND a.user_id = \(user))
      ORDER BY p.id
      LIMIT 100
      """
    ) { $0 }
    let names: [String] = try rows.map { try $0["circle_name"] }
    return Array(zip(try await withAnswers(rows), names)).map { ($0, circle: $1) }
  }

  private func withAnswers(_ rows: [Row]) async throws -> [CircleProposal] {
    guard !rows.isEmpty else { return [] }
    let ids: [CircleProposal.ID] = try rows.map { try $0["id"] }
    let answers = try await work.database.all(
      CircleProposal.selectingAnswers(to: ids, work.database.dialect)
    ) { $0 }
    return try CircleProposal.all(rows, answers: answers)
  }
}
