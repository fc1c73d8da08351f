import Events
public import Fleet
import FleetSQL
public import Kernel
public import KernelTesting
import Ledger
public import PlatformSQL
import Ports
public import Storage
public import StorageTesting
import Work
public import WorkTesting

/// Fleet on a database of one engine, with business time that a test moves.
public struct FleetFixture: Sendable {
  /// The database, with the tables of the platform and of Fleet.
  public let database: any Database
  /// The ledger.
  public let ledger: SQLLedger
  /// The users that exist.
  public let directory: FixtureDirectory
  /// Where Fleet's rows are kept.
  public let store: any FleetStore
  /// The grants that users have been given.
  public let grants: FixtureGrants
  /// Takes the codes of drivers.
  public let drivers: FixtureDriverInvitations
  /// Deletes accounts, for which Fleet is asked.
  public let deletions: Deletions
  /// The terms that administrators have set.
  public let terms: FixtureTerms
  /// The machine's clock; it stands still until a test moves it.
  public let clock: FixedClock
  /// Business time, over the machine's.
  public let time: BusinessTime
  /// Makes ids.
  public let ids: any IDSource
  /// Makes codes.
  public let random: any RandomSource

  /// Noon of 1 January 2026 in UTC: 13:00 in Algiers.
  public static let start = Instant(milliseconds: 1_767_268_800_000)

  /// Migrates a fresh database of `engine`.
  public init(on engine: Engine) async throws {
    self.init(
      over: try await engine.migratedDatabase([PlatformSQL.migrations, FleetSchema.migrations]))
  }

  /// The same over a database that has the tables, as another process has them.
  public init(over database: any Database, seed: UInt64 = 1) {
    self.database = database
    clock = FixedClock(Self.start)
    ids = UUIDv7Source(clock: SystemClock(), random: SystemRandomSource())
    random = SeededRandom(seed: seed)
    time = BusinessTime(in: database, over: clock, ids: ids)
    ledger = SQLLedger(
      database: database, clock: time.clock, ids: ids, units: [.dinar, .litres])
    directory = FixtureDirectory()
    terms = FixtureTerms()
    grants = FixtureGrants()
    drivers = FixtureDriverInvitations()
    deletions = Deletions(
      asking: LeavingParty("fleet", accounts: [], questions: []), in: ledger, clock: clock,
      ids: ids)
    store = SQLFleetStore(
      work: SQLUnitsOfWork(
        database: database, context: "fleet", ledger: ledger, clock: time.clock,
        machineClock: clock, ids: ids, catalogue: EventCatalogue(of: fleetEvents)))
  }

  /// Another server of the same database: with a store of its own, the same users and clocks.
  public init(beside other: FleetFixture, seed: UInt64) {
    database = other.database
    (clock, time, terms, directory) = (other.clock, other.time, other.terms, other.directory)
    (grants, drivers, deletions) = (other.grants, other.drivers, other.deletions)
    ids = UUIDv7Source(clock: SystemClock(), random: SystemRandomSource())
    random = SeededRandom(seed: seed)
    ledger = SQLLedger(
      database: database, clock: time.clock, ids: ids, units: [.dinar, .litres])
    store = SQLFleetStore(
      work: SQLUnitsOfWork(
        database: database, context: "fleet", ledger: ledger, clock: time.clock,
        machineClock: clock, ids: ids, catalogue: EventCatalogue(of: fleetEvents)))
  }

  /// A new user called `name`.
  public func user(_ name: String) throws -> UserID {
    let id: UserID = ids.make()
    guard let email = EmailAddress("\(name)@example.com") else { throw BadFixtureName(name: name) }
    directory.add(DirectoryUser(id: id, name: name, email: email, isActive: true))
    return id
  }

  /// A new company of this owner, in Algiers.
  public func company(
    _ type: CompanyType, of owner: UserID, named name: String, timeZone: String = "Africa/Algiers"
  ) async throws -> Company {
    let company = Company(
      id: ids.make(), ownerID: owner, type: type,
      details: CompanyDetails(
        name: name, address: "1 Rue Didouche", phoneNumber: "+213 21 00 00 00",
        timeZone: timeZone),
      createdAt: time.clock.now())
    try await database.execute(
      """
      INSERT INTO fleet_companies (id, user_id, name, type, address, phone_number, time_zone,
        is_active, version, created_at, updated_at)
      VALUES (\(company.id), \(owner), \(name), \(type.rawValue), \(company.details.address),
        \(company.details.phoneNumber), \(timeZone), \(true), 1, \(company.createdAt),
        \(company.createdAt))
      """)
    try await add(owner, to: company, as: .owner)
    return company
  }

  /// Makes a user a member of a company.
  public func add(_ user: UserID, to company: Company, as role: MemberRole) async throws {
    try await database.execute(
      """
      INSERT INTO fleet_members (company_id, user_id, role, joined_at)
      VALUES (\(company.id), \(user), \(role.rawValue), \(time.clock.now()))
      """)
  }

  /// A new driver of a consumer: 1,000 litres a month, linked to a user where one is named.
  public func driver(
    of company: Company, user: UserID? = nil, named name: String = "Driver"
  ) async throws -> Driver {
    let id: Driver.ID = ids.make()
    guard let email = EmailAddress("\(id)@example.com") else { throw BadFixtureName(name: name) }
    let driver = Driver(
      id: id, userID: user, companyID: company.id, companyName: company.name,
      details: DriverDetails(
        name: name, email: email, licenseNumber: "L-\(id)", vehicleNumber: "V-\(id)"),
      monthlyLimit: .liters(hundredths: 100_000), createdAt: time.clock.now())
    try await database.execute(
      """
      INSERT INTO fleet_drivers (id, user_id, consumer_company_id, name, email, license_number,
        vehicle_number, monthly_limit, is_active, version, created_at, updated_at)
      VALUES (\(id), \(user), \(company.id), \(name), \(email.canonical),
        \(driver.details.licenseNumber), \(driver.details.vehicleNumber), 100000, \(true), 1,
        \(driver.createdAt), \(driver.createdAt))
      """)
    return driver
  }

  /// A supplier and a consumer with a member of each role, and a driver.
  /// - Parameter prefix: begins everybody's name.
  public func scene(prefix: String = "") async throws -> FleetScene {
    var people: [CompanyType: [MemberRole: UserID]] = [:]
    var companies: [CompanyType: Company] = [:]
    for type in CompanyType.allCases {
      for role in MemberRole.allCases {
        people[type, default: [:]][role] = try user("\(prefix)\(type.rawValue)-\(role.rawValue)")
      }
      guard let owner = people[type]?[.owner] else { continue }
      let made = try await company(type, of: owner, named: type.rawValue)
      for role in MemberRole.allCases where role != .owner {
        if let member = people[type]?[role] { try await add(member, to: made, as: role) }
      }
      companies[type] = made
    }
    guard let supplier = companies[.supplier], let consumer = companies[.consumer] else {
      throw BadFixtureName(name: "scene")
    }
    let driverUser = try user("\(prefix)driver")
    return FleetScene(
      supplier: supplier, consumer: consumer, people: people, driverUser: driverUser,
      driver: try await driver(of: consumer, user: driverUser))
  }
}

/// A supplier, a consumer, a member of each role in both, and a driver of the consumer.
public struct FleetScene: Sendable {
  /// Sells fuel.
  public let supplier: Company
  /// Buys it.
  public let consumer: Company
  private let people: [CompanyType: [MemberRole: UserID]]
  /// The user who drives for the consumer.
  public let driverUser: UserID
  /// The driver that they are.
  public let driver: Driver

  init(
    supplier: Company, consumer: Company, people: [CompanyType: [MemberRole: UserID]],
    driverUser: UserID, driver: Driver
  ) {
    self.supplier = supplier
    self.consumer = consumer
    self.people = people
    self.driverUser = driverUser
    self.driver = driver
  }

  /// The company of one side.
  public func company(_ type: CompanyType) -> Company { type == .supplier ? supplier : consumer }

  /// The member of a role on one side.
  public func member(_ role: MemberRole, of type: CompanyType) -> UserID {
    people[type]?[role] ?? UserID(rawValue: 0)
  }
}
