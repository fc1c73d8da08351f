import Fleet
import Kernel
import Storage

/// Companies, their owners and drivers, and accounts between them.
///
/// A fifth of the companies are suppliers, which come first. The measured pairs are the first and
/// the second supplier and consumer; each has one account with the other.
struct FleetFirms: Sendable {
  /// A consumer's place at a supplier.
  struct Account: Sendable {
    let id: FuelAccount.ID
    let supplier: Int
    let consumer: Int
  }

  let companies: [Company.ID]
  let owners: [UserID]
  let driverUsers: [UserID]
  let drivers: [Driver.ID]
  let accounts: [Account]
  let supplierCount: Int
  private let start: Instant

  /// How many of them there may be of either kind that nothing else is to be sold by or to.
  static let measuredPairs = 2
  /// With how many suppliers a consumer has an account.
  private static let accountsEach = 5

  init(owners: [UserID], drivers: [UserID], now: Instant) {
    var random = Chance(seed: 15)
    let start = now.adding(seconds: -731 * 86_400)
    self.start = start
    func id(_ number: Int) -> UInt128 {
      random.id(at: start.adding(milliseconds: Int64(number)))
    }
    self.owners = owners
    driverUsers = drivers
    companies = owners.indices.map { Company.ID(rawValue: id($0)) }
    self.drivers = drivers.indices.map { Driver.ID(rawValue: id($0)) }
    supplierCount = max(1, owners.count / 5)
    var accounts: [Account] = []
    for consumer in supplierCount..<owners.count {
      let place = consumer - supplierCount
      let count = place < Self.measuredPairs ? 1 : Self.accountsEach
      for number in 0..<count {
        let others = supplierCount - Self.measuredPairs
        let supplier =
          place < Self.measuredPairs
          ? place % supplierCount
          : Self.measuredPairs + (place * 7 + number * 13) % max(1, others)
        guard supplier < supplierCount,
          !accounts.suffix(number).contains(where: {
            $0.supplier == supplier && $0.consumer == consumer
          })
        else { continue }
        accounts.append(
          Account(
            id: FuelAccount.ID(rawValue: id(accounts.count)), supplier: supplier,
            consumer: consumer))
      }
    }
    self.accounts = accounts
  }

  /// The drivers of a consumer: each consumer has every so manyth.
  func drivers(of consumer: Int) -> (first: Int, step: Int) {
    (consumer - supplierCount, companies.count - supplierCount)
  }

  /// Writes all of them.
  func write(to database: any Database) async throws {
    let dialect = database.dialect
    let types = companies.indices.map { $0 < supplierCount ? "supplier" : "consumer" }
    let companyRows = dialect.unnest(
      [
        .uuids(companies.map(\.rawValue)), .uuids(owners.map(\.rawValue)), .texts(types),
        .integers(companies.indices.map { Int64($0) }),
      ], as: "r")
    try await database.execute(
      """
      INSERT INTO fleet_companies (id, user_id, name, type, address, phone_number, time_zone,
        is_active, version, created_at, updated_at)
      SELECT c1, c2, 'Company ' || c4, c3, c4 || ' Rue Didouche', '+213 21 000 000',
        'Africa/Algiers', \(true), 1, \(start), \(start)
      FROM \(companyRows)
      """)
    try await database.execute(
      """
      INSERT INTO fleet_members (company_id, user_id, role, joined_at)
      SELECT id, user_id, 'owner', created_at FROM fleet_companies
      """)
    let consumers = companies.count - supplierCount
    let driverRows = dialect.unnest(
      [
        .uuids(drivers.map(\.rawValue)), .uuids(driverUsers.map(\.rawValue)),
        .uuids(drivers.indices.map { companies[supplierCount + $0 % consumers].rawValue }),
        .integers(drivers.indices.map { Int64($0) }),
      ], as: "r")
    try await database.execute(
      """
      INSERT INTO fleet_drivers (id, user_id, consumer_company_id, name, email, license_number,
        vehicle_number, is_active, version, created_at, updated_at)
      SELECT c1, c2, c3, 'Driver ' || c4, 'driver' || c4 || '@example.com', 'L' || c4, 'V' || c4,
        \(true), 1, \(start), \(start)
      FROM \(driverRows)
      """)
    let accountRows = dialect.unnest(
      [
        .uuids(accounts.map(\.id.rawValue)),
        .uuids(accounts.map { companies[$0.supplier].rawValue }),
        .uuids(accounts.map { companies[$0.consumer].rawValue }),
      ], as: "r")
    try await database.execute(
      """
      INSERT INTO fleet_accounts (id, supplier_company_id, consumer_company_id, is_active, version,
        created_at, updated_at)
      SELECT c1, c2, c3, \(true), 1, \(start), \(start) FROM \(accountRows)
      """)
  }
}
