public import Fleet
public import Kernel
import Storage

extension SQLFleetStore {
  /// A page of a company's invitations, newest first.
  public func invitations(
    of company: Company.ID, before place: InvitationPlace?, limit: Int
  ) async throws -> [CompanyInvitation] {
    let before: SQL =
      place.map { "AND (i.created_at, i.id) < (\($0.createdAt), \($0.id))" } ?? ""
    return try await database.all(
      """
      SELECT \(CompanyInvitation.columns) FROM fleet_invitations i
      WHERE i.company_id = \(company) \(before)
      ORDER BY i.created_at DESC, i.id DESC
      LIMIT \(limit)
      """, CompanyInvitation.init(row:))
  }

  /// An invitation; nil when there is none of this id.
  public func invitation(_ id: CompanyInvitation.ID) async throws -> CompanyInvitation? {
    try await database.first(
      "SELECT \(CompanyInvitation.columns) FROM fleet_invitations i WHERE i.id = \(id)",
      CompanyInvitation.init(row:))
  }
}

extension SQLFleetTransaction {
  func invitation(by code: InvitationCode) throws -> CompanyInvitation? {
    try sql.first(
      """
      SELECT \(CompanyInvitation.columns) FROM fleet_invitations i
      WHERE i.code_hash = \(code.hash)
      """, CompanyInvitation.init(row:))
  }

  func lockInvitation(
    _ id: CompanyInvitation.ID, of company: Company.ID
  ) throws -> CompanyInvitation? {
    try sql.first(
      """
      SELECT \(CompanyInvitation.columns) FROM fleet_invitations i
      WHERE i.id = \(id) AND i.company_id = \(company) \(sql.dialect.lockingRows)
      """, CompanyInvitation.init(row:))
  }

  func revokeInvitations(
    of company: Company.ID, for email: EmailAddress, at now: Instant
  ) throws {
    try sql.deferred([
      """
      UPDATE fleet_invitations SET state = 'revoked', ended_at = \(now)
      WHERE company_id = \(company) AND email = \(email.canonical) AND state = 'pending'
      """
    ])
  }

  func insert(_ invitation: CompanyInvitation) throws {
    try sql.deferred([
      """
      INSERT INTO fleet_invitations (id, company_id, email, role, code_hash, state, created_at,
        expires_at)
      VALUES (\(invitation.id), \(invitation.companyID), \(invitation.email.canonical),
        \(invitation.role.rawValue), \(invitation.codeHash), \(invitation.state.rawValue),
        \(invitation.createdAt), \(invitation.expiresAt))
      """
    ])
  }

  func update(_ invitation: CompanyInvitation) throws {
    try sql.deferred([
      """
      UPDATE fleet_invitations
      SET state = \(invitation.state.rawValue), accepted_by = \(invitation.acceptedBy),
        ended_at = \(invitation.endedAt)
      WHERE id = \(invitation.id)
      """
    ])
  }
}

extension CompanyInvitation {
  /// Of `fleet_invitations i`.
  static let columns: SQL =
    """
    i.id, i.company_id, i.email, i.role, i.code_hash, i.state, i.accepted_by, i.created_at,
    i.expires_at, i.ended_at
    """

  init(row: Row) throws {
    self.init(
      id: try row["id"], companyID: try row["company_id"], email: try row.email("email"),
      role: try row.word("role"), codeHash: try row["code_hash"], state: try row.word("state"),
      expiresAt: try row["expires_at"], createdAt: try row["created_at"],
      acceptedBy: try row["accepted_by"], endedAt: try row["ended_at"])
  }
}
