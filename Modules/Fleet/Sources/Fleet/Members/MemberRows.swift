public import Kernel

/// Members of companies as anybody reads them.
public protocol MemberReading: Sendable {
  /// Up to `limit` members of a company after a place, in the order in which they joined.
  func members(
    of company: Company.ID, after place: MemberPlace?, limit: Int
  ) async throws -> [CompanyMember]

  /// Up to `limit` users with ids above `after` who are or were linked to a company, as members or
  /// drivers.
  func people(of company: Company.ID, after: UserID?, limit: Int) async throws -> [UserID]

  /// The parts that a user has in live companies, by the companies' ids.
  func memberships(of user: UserID) async throws -> [CompanyMember]
}

/// Members of a locked company within a unit of work.
public protocol MemberRows {
  /// Somebody's part in a company; nil where they have none.
  func member(_ user: UserID, of company: Company.ID) throws -> CompanyMember?
  /// Keeps a new member.
  func insert(_ member: CompanyMember) throws
  /// Keeps a member's changed role.
  func update(_ member: CompanyMember) throws
  /// Removes a member.
  func remove(_ member: CompanyMember) throws
  /// The companies, dead ones among them, that a user is in, by their ids.
  func companies(of user: UserID) throws -> [Company.ID]
}

/// A place in a list of members.
public struct MemberPlace: Hashable, Sendable {
  /// When the member before it joined.
  public let joinedAt: Instant
  /// The member before it.
  public let userID: UserID

  /// Makes a place.
  public init(joinedAt: Instant, userID: UserID) {
    self.joinedAt = joinedAt
    self.userID = userID
  }
}
