public import Kernel

/// What somebody is in Fleet, read by one query: only these links give rights.
public struct Standing: Hashable, Sendable {
  /// The user.
  public let userID: UserID
  /// The live companies of which they are a member.
  public let memberships: [Membership]
  /// The driver that they are; nil for who drives for nobody.
  public let driver: DrivingSeat?
  /// What they may see as staff of the house.
  public let oversight: Oversight?

  /// A member's part in a company.
  public struct Membership: Hashable, Sendable {
    /// The company.
    public let companyID: Company.ID
    /// Which side of a sale it is on.
    public let type: CompanyType
    /// What the member may do there.
    public let role: MemberRole

    /// Makes a membership.
    public init(companyID: Company.ID, type: CompanyType, role: MemberRole) {
      self.companyID = companyID
      self.type = type
      self.role = role
    }
  }

  /// The driver that a user is, and for whom.
  public struct DrivingSeat: Hashable, Sendable {
    /// The driver.
    public let driverID: Driver.ID
    /// The consumer that they drive for.
    public let companyID: Company.ID

    /// Makes a seat.
    public init(driverID: Driver.ID, companyID: Company.ID) {
      self.driverID = driverID
      self.companyID = companyID
    }
  }

  /// Puts a standing together.
  public init(
    userID: UserID, memberships: [Membership], driver: DrivingSeat?, oversight: Oversight? = nil
  ) {
    self.userID = userID
    self.memberships = memberships
    self.driver = driver
    self.oversight = oversight
  }

  /// Their part in a company; nil where they are no member.
  public func membership(in company: Company.ID) -> Membership? {
    memberships.first { $0.companyID == company }
  }
}
