public import Kernel

/// Somebody's part in a company.
public struct CompanyMember: Hashable, Sendable {
  /// The company.
  public let companyID: Company.ID
  /// The member.
  public let userID: UserID
  /// What they may do there.
  public internal(set) var role: MemberRole
  /// Since when.
  public let joinedAt: Instant

  /// Puts a member together.
  public init(companyID: Company.ID, userID: UserID, role: MemberRole, joinedAt: Instant) {
    self.companyID = companyID
    self.userID = userID
    self.role = role
    self.joinedAt = joinedAt
  }
}

/// Why a company's members were not changed, in order of precedence.
public enum MemberRefusal: Error, Hashable, Sendable, CaseIterable {
  /// The company would be left without an owner: hand it over first.
  case lastOwner
  /// Whom it would be handed over to owns another company.
  case ownsACompany
}
