public import Fleet
public import Kernel
import Storage

extension SQLFleetStore {
  /// A page of a company's members, in the order in which they joined.
  public func members(
    of company: Company.ID, after place: MemberPlace?, limit: Int
  ) async throws -> [CompanyMember] {
    let after: SQL =
      place.map { "AND (m.joined_at, m.user_id) > (\($0.joinedAt), \($0.userID))" } ?? ""
    return try await database.all(
      """
      SELECT \(CompanyMember.columns) FROM fleet_members m
      WHERE m.company_id = \(company) \(after)
      ORDER BY m.joined_at, m.user_id
      LIMIT \(limit)
      """, CompanyMember.init(row:))
  }

  /// A page of the users who are or were linked to a company, by their ids.
  public func people(
    of company: Company.ID, after: UserID?, limit: Int
  ) async throws -> [UserID] {
    let place: SQL = after.map { "AND user_id > \($0)" } ?? ""
    return try await database.all(
      """
      SELECT user_id FROM fleet_members WHERE company_id = \(company) \(place)
      UNION
      SELECT user_id FROM fleet_drivers
      WHERE consumer_company_id = \(company) AND user_id IS NOT NULL \(place)
      ORDER BY user_id
      LIMIT \(limit)
      """
    ) { try $0["user_id"] }
  }

  /// The parts that a user has in live companies.
  public func memberships(of user: UserID) async throws -> [CompanyMember] {
    try await database.all(
      """
      SELECT \(CompanyMember.columns)
      FROM fleet_members m JOIN fleet_companies c ON c.id = m.company_id
      WHERE m.user_id = \(user) AND c.deleted_at IS NULL
      ORDER BY m.company_id
      """, CompanyMember.init(row:))
  }
}

extension SQLFleetTransaction {
  func member(_ user: UserID, of company: Company.ID) throws -> CompanyMember? {
    try sql.first(
      """
      SELECT \(CompanyMember.columns) FROM fleet_members m
      WHERE m.company_id = \(company) AND m.user_id = \(user)
      """, CompanyMember.init(row:))
  }

  func insert(_ member: CompanyMember) throws {
    try sql.deferred([
      """
      INSERT INTO fleet_members (company_id, user_id, role, joined_at)
      VALUES (\(member.companyID), \(member.userID), \(member.role.rawValue), \(member.joinedAt))
      """
    ])
  }

  func update(_ member: CompanyMember) throws {
    try sql.deferred([
      """
      UPDATE fleet_members SET role = \(member.role.rawValue)
      WHERE company_id = \(member.companyID) AND user_id = \(member.userID)
      """
    ])
  }

  func remove(_ member: CompanyMember) throws {
    try sql.deferred([
      """
      DELETE FROM fleet_members
      WHERE company_id = \(member.companyID) AND user_id = \(member.userID)
      """
    ])
  }

  func companies(of user: UserID) throws -> [Company.ID] {
    try sql.all(
      """
      SELECT company_id AS id FROM fleet_members WHERE user_id = \(user)
      UNION
      SELECT id FROM fleet_companies WHERE user_id = \(user) AND deleted_at IS NULL
      ORDER BY id
      """
    ) { try $0["id"] }
  }
}

extension CompanyMember {
  /// Of `fleet_members m`.
  static let columns: SQL = "m.company_id, m.user_id, m.role, m.joined_at"

  init(row: Row) throws {
    self.init(
      companyID: try row["company_id"], userID: try row["user_id"], role: try row.word("role"),
      joinedAt: try row["joined_at"])
  }
}
