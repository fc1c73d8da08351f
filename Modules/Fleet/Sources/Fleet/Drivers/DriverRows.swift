public import Kernel

/// Drivers as anybody reads them.
public protocol DriverReading: StatisticsReading {
  /// A live driver; nil when there is none of this id.
  func driver(_ id: Driver.ID) async throws -> LocalDriver?

  /// Up to `limit` live drivers after a place, newest first.
  func drivers(
    _ filter: DriverFilter, after place: DriverPlace?, limit: Int
  ) async throws -> [LocalDriver]

  /// What drivers were served in their months, and what waits. Those who have nothing may be left
  /// out.
  func use(of months: [DriverMonth], at now: Instant) async throws -> [Driver.ID: MonthUse]
}

/// Drivers within a unit of work.
public protocol DriverRows {
  /// Locks a live driver; nil when there is none of this id.
  func lockDriver(_ id: Driver.ID) throws -> LocalDriver?

  /// A driver, whether they live or not; nil when there never was one of this id.
  func driver(_ id: Driver.ID) throws -> LocalDriver?

  /// The live driver that a user is.
  func driver(of user: UserID) throws -> Driver.ID?

  /// What drivers were served in their months, and what waits.
  func use(of months: [DriverMonth], at now: Instant) throws -> [Driver.ID: MonthUse]

  /// Keeps a new driver.
  /// - Returns: false if it cannot be: the id or the licence is taken. Nothing is kept then.
  func insert(_ driver: Driver) throws -> Bool

  /// Keeps a changed driver, the version as it is given. Sums and the odometer are not theirs.
  /// - Throws: `DriverRefusal.licenseTaken`, `InvitationRefusal.alreadyDriver`, or the store's
  ///   error.
  func update(_ driver: Driver) throws

  /// Has the meter of a vehicle start anew.
  func restartOdometer(
    of vehicle: String, in company: Company.ID, at reading: Odometer, from now: Instant
  ) throws

  /// Whether requests for a driver wait to be decided.
  func hasPending(_ driver: Driver.ID, at now: Instant) throws -> Bool

  /// Keeps the invitation of a locked driver in place of the former one.
  func put(_ invitation: DriverInvitation) throws

  /// The driver whom a code is for, not locked; nil when there is no such code.
  func driver(invitedBy code: InvitationCode) throws -> Driver.ID?

  /// The invitation of a locked driver.
  func invitation(of driver: Driver.ID) throws -> DriverInvitation?

  /// Ends the invitation of a locked driver.
  func removeInvitation(of driver: Driver.ID) throws

  /// Those of some companies that have an account with one of others.
  func counterparties(
    of companies: [Company.ID], among others: [Company.ID]
  ) throws -> Set<Company.ID>
}

/// Which drivers are listed: those of companies, and one beside them.
public struct DriverFilter: Hashable, Sendable {
  /// The companies whose drivers are listed.
  public var companies: [Company.ID]
  /// A driver who is listed whatever their company; nil for none.
  public var driver: Driver.ID?
  /// Only those who may be served, or those who may not.
  public var isActive: Bool?

  /// Makes a filter.
  public init(companies: [Company.ID], driver: Driver.ID? = nil, isActive: Bool? = nil) {
    self.companies = companies
    self.driver = driver
    self.isActive = isActive
  }
}

/// A place in a list of drivers.
public struct DriverPlace: Hashable, Sendable {
  /// When the driver before it was made.
  public let createdAt: Instant
  /// The driver before it.
  public let id: Driver.ID

  /// Makes a place.
  public init(createdAt: Instant, id: Driver.ID) {
    self.createdAt = createdAt
    self.id = id
  }
}
