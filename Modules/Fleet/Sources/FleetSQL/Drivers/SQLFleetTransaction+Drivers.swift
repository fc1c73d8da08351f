import Fleet
import Kernel
import Storage

extension SQLFleetTransaction {
  func lockDriver(_ id: Driver.ID) throws -> LocalDriver? {
    try sql.first(
      """
      SELECT \(Driver.columns) FROM fleet_drivers d
      WHERE d.id = \(id) AND d.deleted_at IS NULL \(sql.dialect.lockingRows)
      """, LocalDriver.init(row:))
  }

  func driver(_ id: Driver.ID) throws -> LocalDriver? {
    try sql.first(
      "SELECT \(Driver.columns) FROM fleet_drivers d WHERE d.id = \(id)", LocalDriver.init(row:))
  }

  func driver(of user: UserID) throws -> Driver.ID? {
    try sql.first(
      "SELECT id FROM fleet_drivers WHERE user_id = \(user) AND deleted_at IS NULL"
    ) { try $0["id"] }
  }

  func use(of months: [DriverMonth], at now: Instant) throws -> [Driver.ID: MonthUse] {
    try MonthUse.table(
      of: sql.all(MonthUse.selecting(months, at: now, in: sql.dialect), MonthUseRow.init(row:)))
  }

  func insert(_ driver: Driver) throws -> Bool {
    let details = driver.details
    let limits = driver.limits
    return try sql.execute(
      """
      INSERT INTO fleet_drivers (id, consumer_company_id, name, email, phone_number,
        license_number, vehicle_number, truck_model, license_plate, monthly_limit, limit_action,
        limit_transaction, limit_daily, limit_daily_count, limit_from, limit_to, limit_weekdays,
        limit_products, tank_capacity, is_active, version, created_at, updated_at)
      VALUES (\(driver.id), \(driver.companyID), \(details.name), \(details.email.canonical),
        \(details.phoneNumber), \(details.licenseNumber), \(details.vehicleNumber),
        \(details.truckModel), \(details.licensePlate), \(driver.monthlyLimit?.minorUnits),
        \(limits?.action.rawValue), \(limits?.perTransaction?.minorUnits),
        \(limits?.dailyLiters?.minorUnits), \(limits?.dailyCount), \(limits?.hours?.from),
        \(limits?.hours?.to), \(limits?.weekdayBits), \(limits?.productWords),
        \(driver.tankCapacity?.minorUnits), \(driver.isActive), \(driver.version),
        \(driver.createdAt), \(driver.updatedAt))
      ON CONFLICT DO NOTHING
      """) == 1
  }

  func update(_ driver: Driver) throws {
    let details = driver.details
    let limits = driver.limits
    do {
      try sql.execute(
        """
        UPDATE fleet_drivers
        SET user_id = \(driver.userID), name = \(details.name),
          email = \(details.email.canonical), phone_number = \(details.phoneNumber),
          license_number = \(details.licenseNumber), vehicle_number = \(details.vehicleNumber),
          truck_model = \(details.truckModel), license_plate = \(details.licensePlate),
          monthly_limit = \(driver.monthlyLimit?.minorUnits),
          limit_action = \(limits?.action.rawValue),
          limit_transaction = \(limits?.perTransaction?.minorUnits),
          limit_daily = \(limits?.dailyLiters?.minorUnits),
          limit_daily_count = \(limits?.dailyCount), limit_from = \(limits?.hours?.from),
          limit_to = \(limits?.hours?.to), limit_weekdays = \(limits?.weekdayBits),
          limit_products = \(limits?.productWords),
          tank_capacity = \(driver.tankCapacity?.minorUnits), is_active = \(driver.isActive),
          version = \(driver.version), updated_at = \(driver.updatedAt),
          deleted_at = \(driver.deletedAt)
        WHERE id = \(driver.id)
        """)
    } catch let error as StorageError {
      if error.isUniqueViolation(of: "fleet_drivers", "consumer_company_id", "license_number") {
        throw DriverRefusal.licenseTaken
      }
      if error.isUniqueViolation(of: "fleet_drivers", "user_id") {
        throw InvitationRefusal.alreadyDriver
      }
      throw error
    }
  }

  func restartOdometer(
    of vehicle: String, in company: Company.ID, at reading: Odometer, from now: Instant
  ) throws {
    // A driver of no vehicle with a name is the vehicle themselves.
    let own = Driver.ID(vehicle).map {
      "OR id = \($0) AND vehicle_number IS NULL AND license_plate IS NULL" as SQL
    }
    let drivers = try sql.query(
      """
      UPDATE fleet_drivers SET odometer = \(reading.tenths)
      WHERE consumer_company_id = \(company) AND deleted_at IS NULL
        AND (COALESCE(vehicle_number, license_plate) = \(vehicle) \(own ?? ""))
      RETURNING id, version
      """)
    for row in drivers { try noteDriver(row, of: company) }
    try sql.deferred([OdometerReading.starting(vehicle, of: company, at: reading, from: now)])
  }

  func hasPending(_ driver: Driver.ID, at now: Instant) throws -> Bool {
    try sql.first(
      """
      SELECT 1 FROM fleet_transactions
      WHERE driver_id = \(driver) AND status = 'pending' AND expires_at > \(now)
      LIMIT 1
      """
    ) { _ in true } ?? false
  }

  func put(_ invitation: DriverInvitation) throws {
    try sql.execute(
      """
      INSERT INTO fleet_driver_invitations (driver_id, code_hash, created_at, expires_at,
        accepted_at)
      VALUES (\(invitation.driverID), \(invitation.codeHash), \(invitation.createdAt),
        \(invitation.expiresAt), \(invitation.acceptedAt))
      ON CONFLICT (driver_id) DO UPDATE SET code_hash = excluded.code_hash,
        created_at = excluded.created_at, expires_at = excluded.expires_at,
        accepted_at = excluded.accepted_at
      """)
  }

  func driver(invitedBy code: InvitationCode) throws -> Driver.ID? {
    try sql.first(
      "SELECT driver_id FROM fleet_driver_invitations WHERE code_hash = \(code.hash)"
    ) { try $0["driver_id"] }
  }

  func invitation(of driver: Driver.ID) throws -> DriverInvitation? {
    try sql.first(
      """
      SELECT driver_id, code_hash, created_at, expires_at, accepted_at
      FROM fleet_driver_invitations WHERE driver_id = \(driver)
      """
    ) {
      try DriverInvitation(
        driverID: $0["driver_id"], codeHash: $0["code_hash"], createdAt: $0["created_at"],
        expiresAt: $0["expires_at"], acceptedAt: $0["accepted_at"])
    }
  }

  func removeInvitation(of driver: Driver.ID) throws {
    try sql.execute("DELETE FROM fleet_driver_invitations WHERE driver_id = \(driver)")
  }

  func counterparties(
    of companies: [Company.ID], among others: [Company.ID]
  ) throws -> Set<Company.ID> {
    let (near, far) = (
      sql.dialect.isAmong(companies.sqlValue), sql.dialect.isAmong(others.sqlValue)
    )
    return Set(
      try sql.all(
        """
        SELECT consumer_company_id AS id FROM fleet_accounts
        WHERE supplier_company_id \(near) AND consumer_company_id \(far)
        UNION
        SELECT supplier_company_id FROM fleet_accounts
        WHERE consumer_company_id \(near) AND supplier_company_id \(far)
        """
      ) { try $0["id"] })
  }
}
