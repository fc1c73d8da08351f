public import Fleet
public import Kernel
public import Ports
import Storage
import Synchronization
import Work
import WorkTesting

extension FleetFixture {
  /// The drivers under test; codes are mailed in the clear.
  public var driverService: DriverService {
    DriverService(
      store: store, post: InvitationPost(random: random, terms: terms.source), clock: time.clock,
      ids: ids, terms: terms.source)
  }

  /// What companies sold and bought.
  public var statistics: StatisticsService {
    StatisticsService(store: store, clock: time.clock)
  }

  /// What drivers were served.
  public var consumption: ConsumptionService {
    ConsumptionService(store: store, clock: time.clock)
  }

  /// Scans codes that these redeem.
  public func scans(_ codes: any UserCodeRedeemer) -> ScanService {
    ScanService(store: store, users: directory, codes: codes, clock: time.clock)
  }

  /// A request for a driver.
  public func driverRequest(
    _ name: String, license: String, id: Driver.ID? = nil, company: Company.ID? = nil,
    monthlyLimit: DriverRequest.MonthlyLimit = .standard, limits: DriverLimits? = nil
  ) throws -> DriverRequest {
    guard let email = EmailAddress("\(name)@example.com") else { throw BadFixtureName(name: name) }
    return DriverRequest(
      id: id, companyID: company,
      details: DriverDetails(name: name, email: email, licenseNumber: license),
      monthlyLimit: monthlyLimit, limits: limits)
  }

  /// Accepts a driver's code, as whoever has signed in does.
  @discardableResult
  public func accept(_ code: InvitationCode?, by user: UserID) async throws -> Driver? {
    guard let code else { return nil }
    let invited = InvitedUser(id: user, email: try await directory.user(user)?.email)
    let now = time.clock.now()
    return try await store.atomically(.unkeyed) { transaction in
      try transaction.work.requirePresent([user])
      return try DriverAccepting().accept(
        code, by: invited, waiting: nil, at: now, in: transaction)
    }
  }

  /// Opens an account between a supplier and a consumer.
  public func openAccount(
    at supplier: Company, of consumer: Company
  ) async throws -> FuelAccount.ID {
    let id: FuelAccount.ID = ids.make()
    let now = time.clock.now()
    try await database.execute(
      """
      INSERT INTO fleet_accounts (id, supplier_company_id, consumer_company_id, is_active,
        version, created_at, updated_at)
      VALUES (\(id), \(supplier.id), \(consumer.id), \(true), 1, \(now), \(now))
      """)
    return id
  }

  /// Keeps a transaction as it would stand.
  public func keep(_ sale: FixtureSale, on account: FuelAccount.ID) async throws {
    let id: FuelTransaction.ID = ids.make()
    let now = time.clock.now()
    let decided = sale.state == .pending ? nil : Optional(sale.at)
    let key = sale.driver.details.vehicleNumber ?? "\(sale.driver.id)"
    try await database.execute(
      """
      INSERT INTO fleet_transactions (id, account_id, initiator_name, initiator_side,
        receiver_name, supplier_company_id, supplier_company_name, consumer_company_id,
        consumer_company_name, driver_id, driver_name, vehicle_key, requested_liters,
        amount_liters, price_per_liter, total_price, amount_dzd, settlement, odometer, status,
        flags, occurred_at, expires_at, completed_at, reversed_at, version, created_at, updated_at)
      VALUES (\(id), \(account), 'a', 'consumer', 'b', \(sale.supplier.id), 's',
        \(sale.driver.companyID), 'c', \(sale.driver.id), \(sale.driver.details.name),
        \(key), \(sale.hundredths), \(sale.hundredths), 100, \(sale.centimes), \(sale.centimes),
        'money', \(sale.odometer?.tenths), \(sale.state.rawValue), '', \(sale.at),
        \(sale.expiresAt ?? now.adding(seconds: 86_400)), \(decided),
        \(sale.isReversed ? sale.at.adding(seconds: 1) : nil), 1, \(sale.at), \(sale.at))
      """)
  }
}

/// A transaction as it would stand.
public struct FixtureSale: Hashable, Sendable {
  /// Who sold.
  public var supplier: Company
  /// Who was served.
  public var driver: Driver
  /// Litres, in hundredths.
  public var hundredths: Int64
  /// What they cost, in centimes.
  public var centimes: Int64
  /// When it was requested, filled and decided.
  public var at: Instant
  /// What the meter showed.
  public var odometer: Odometer?
  /// Where it stands.
  public var state: FuelTransaction.State
  /// Whether it was reversed.
  public var isReversed: Bool
  /// Until when it may be decided; a day from now unless told.
  public var expiresAt: Instant?

  /// Makes one.
  public init(
    by supplier: Company, to driver: Driver, hundredths: Int64, centimes: Int64, at: Instant,
    odometer: Odometer? = nil, state: FuelTransaction.State = .approved, isReversed: Bool = false,
    expiresAt: Instant? = nil
  ) {
    self.supplier = supplier
    self.driver = driver
    self.hundredths = hundredths
    self.centimes = centimes
    self.at = at
    self.odometer = odometer
    self.state = state
    self.isReversed = isReversed
    self.expiresAt = expiresAt
  }
}

/// Codes that a test hands out; each counts once.
public final class FixtureCodes: UserCodeRedeemer {
  private let codes = Mutex<[String: UserID?]>([:])

  /// None.
  public init() {}

  /// Hands out a code.
  public func make(_ payload: String, of user: UserID) {
    codes.withLock { $0[payload] = .some(user) }
  }

  /// Redeems a code. One that begins with `old` has expired.
  public func redeem(_ payload: String) async throws -> UserID {
    try codes.withLock { codes in
      if payload.hasPrefix("old") { throw UserCodeFault.expired }
      guard let kept = codes[payload] else { throw UserCodeFault.invalid }
      guard let user = kept else { throw UserCodeFault.redeemed }
      codes[payload] = .some(nil)
      return user
    }
  }
}
