public import Kernel

/// Companies, and who is what in them, as anybody reads them.
public protocol CompanyReading: Sendable {
  /// What a user is in Fleet.
  func standing(of user: UserID, oversight: Oversight?) async throws -> Standing

  /// A live company as somebody sees it; nil when there is none of this id.
  func company(_ id: Company.ID, seenBy standing: Standing) async throws -> CompanySight?

  /// Up to `limit` live companies after a place, newest first, as somebody sees them.
  func companies(
    _ filter: CompanyFilter, seenBy standing: Standing, after place: CompanyPlace?, limit: Int
  ) async throws -> [CompanySight]

  /// Live companies by their ids, in any order.
  func companies(_ ids: [Company.ID]) async throws -> [Company]
}

/// Companies within a unit of work.
public protocol CompanyRows {
  /// What a user is in Fleet.
  func standing(of user: UserID, oversight: Oversight?) throws -> Standing

  /// Locks a live company; nil when there is none of this id.
  func lockCompany(_ id: Company.ID) throws -> Company?

  /// A company, whether it lives or not; nil when there never was one of this id.
  func company(_ id: Company.ID) throws -> Company?

  /// What a company has.
  func balances(of company: Company) throws -> CompanyBalances

  /// Whether somebody's companies have an account with a company.
  func isCounterparty(_ company: Company.ID, of standing: Standing) throws -> Bool

  /// The live company that a user owns.
  func companyOwned(by user: UserID) throws -> Company.ID?

  /// Keeps a new company.
  /// - Returns: false if it cannot be: the id is taken, or the owner owns another one. Nothing is
  ///   kept then.
  func insert(_ company: Company) throws -> Bool

  /// Keeps a changed company, its version as it is given.
  /// - Throws: `MemberRefusal.ownsACompany` if its owner owns another one, or the store's error.
  func update(_ company: Company) throws

  /// Locks the live drivers of a locked company, in the order of their ids.
  func lockDrivers(of company: Company.ID) throws -> [Driver]

  /// Whether requests between a company and another one wait to be decided.
  func hasPending(_ company: Company.ID, at now: Instant) throws -> Bool

  /// Whether there is something on the accounts of a company with others, or is owed.
  func hasOpenBalances(_ company: Company.ID) throws -> Bool
}

/// Which companies are listed.
public struct CompanyFilter: Hashable, Sendable {
  /// Only those on this side of a sale. All active suppliers are listed where it is `supplier`.
  public var type: CompanyType?
  /// Only those that take part in sales, or those that do not.
  public var isActive: Bool?

  /// Makes a filter.
  public init(type: CompanyType? = nil, isActive: Bool? = nil) {
    self.type = type
    self.isActive = isActive
  }
}

/// A place in a list of companies.
public struct CompanyPlace: Hashable, Sendable {
  /// When the company before it was made.
  public let createdAt: Instant
  /// The company before it.
  public let id: Company.ID

  /// Makes a place.
  public init(createdAt: Instant, id: Company.ID) {
    self.createdAt = createdAt
    self.id = id
  }
}

/// A company as somebody sees it.
public struct CompanySight: Hashable, Sendable {
  /// The company.
  public let company: Company
  /// What it has; nil for who sees no more than its card.
  public let balances: CompanyBalances?
  /// What the reader is there; nil for who is no member.
  public let role: MemberRole?

  /// Makes a sight.
  public init(company: Company, balances: CompanyBalances?, role: MemberRole?) {
    self.company = company
    self.balances = balances
    self.role = role
  }

  /// Whether it shows more than what everybody may know.
  public var isFull: Bool { balances != nil }
}

extension CompanyReading {
  /// What a caller is in Fleet.
  public func standing(of caller: FleetCaller) async throws -> Standing {
    try await standing(of: caller.userID, oversight: caller.oversight)
  }
}

extension CompanyRows {
  /// What a caller is in Fleet.
  public func standing(of caller: FleetCaller) throws -> Standing {
    try standing(of: caller.userID, oversight: caller.oversight)
  }
}
