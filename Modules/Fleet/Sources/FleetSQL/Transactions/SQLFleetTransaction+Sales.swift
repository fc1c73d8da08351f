import Fleet
import Kernel
import Storage

// Each asks all that it needs to know at once, and has its locks taken in the order that units of
// work share: the driver, the account, the transaction.
extension SQLFleetTransaction {
  func facts(for request: FuelRequest, by caller: FleetCaller) throws -> RequestFacts {
    var statements: [SQL] = [
      "\(Driver.selecting(for: request, by: caller.userID)) \(sql.dialect.lockingRows)",
      """
      \(FuelAccount.selecting(supplier: request.supplierID, consumer: request.consumerID))
      \(sql.dialect.sharingRows)
      """,
      Standing.selecting(caller.userID), Standing.selecting(request.receiverID),
      """
      SELECT \(Company.columns) FROM fleet_companies c
      WHERE c.id IN (\(request.supplierID), \(request.consumerID)) AND c.deleted_at IS NULL
      """,
    ]
    if let id = request.id { statements.append(FuelTransaction.selecting(id)) }
    let rows = try sql.pipeline(statements)
    return RequestFacts(
      caller: Standing(
        of: caller.userID, rows: try rows[2].map(StandingRow.init(row:)),
        oversight: caller.oversight),
      receiver: Standing(
        of: request.receiverID, rows: try rows[3].map(StandingRow.init(row:)), oversight: nil),
      sides: TradeSides(
        supplier: request.supplierID, consumer: request.consumerID,
        companies: try rows[4].map(Company.init(row:)),
        account: try rows[1].first.map(FuelAccount.init(row:))),
      driver: try rows[0].first.map(Driver.init(row:)),
      known: request.id == nil ? nil : try rows[5].first.map(FuelTransaction.init(row:)))
  }

  func facts(
    for sale: FuelTransaction.ID, by caller: FleetCaller?, lockingDriver: Bool
  ) throws -> DecisionFacts? {
    let own: SQL = "FROM fleet_transactions t WHERE t.id = \(sale)"
    let lock = sql.dialect.lockingRows
    var statements: [SQL] = [
      """
      SELECT \(Driver.columns) FROM fleet_drivers d
      WHERE d.id = (SELECT t.driver_id \(own)) \(lockingDriver ? lock : "")
      """,
      "\(FuelTransaction.selecting(sale)) \(lock)",
      """
      SELECT \(Company.columns) FROM fleet_companies c
      WHERE c.id = (SELECT t.supplier_company_id \(own))
        OR c.id = (SELECT t.consumer_company_id \(own))
      """,
      """
      SELECT \(FuelAccount.columns) FROM fleet_accounts a
      WHERE a.id = (SELECT t.account_id \(own))
      """,
    ]
    if let caller { statements.append(Standing.selecting(caller.userID)) }
    let rows = try sql.pipeline(statements)
    guard let sale = try rows[1].first.map(FuelTransaction.init(row:)),
      let driver = try rows[0].first.map(Driver.init(row:)),
      let sides = TradeSides(
        supplier: sale.supplierID, consumer: sale.consumerID,
        companies: try rows[2].map(Company.init(row:)),
        account: try rows[3].first.map(FuelAccount.init(row:)))
    else { return nil }
    let standing = try caller.map {
      Standing(
        of: $0.userID, rows: try rows[4].map(StandingRow.init(row:)), oversight: $0.oversight)
    }
    return DecisionFacts(caller: standing, sale: sale, sides: sides, driver: driver)
  }

  func fuelFacts(_ query: FuelQuery) throws -> Asked<FuelFacts> {
    let approved = try sql.pending(FuelUse.approved(query))
    let pending = try query.countsPending ? sql.pending(FuelUse.pending(query)) : nil
    let readings = try query.readAt.map { moment in
      try OdometerWindow.selecting(
        query.vehicleKey, of: query.companyID, around: moment, now: query.now
      ).map(sql.pending)
    }
    return {
      let window = try readings.map {
        try OdometerWindow(before: $0[0].rows().first, after: $0[1].rows().first)
      }
      return FuelFacts(
        use: try FuelUse(approved: approved.rows().first, pending: pending?.rows().first),
        window: window ?? .open)
    }
  }

  func insert(_ sale: FuelTransaction) throws {
    let amount = sale.amount
    try sql.deferred([
      """
      INSERT INTO fleet_transactions (id, account_id, initiator_id, initiator_name,
        initiator_side, receiver_id, receiver_name, supplier_company_id, supplier_company_name,
        consumer_company_id, consumer_company_name, driver_id, driver_name, vehicle_number,
        vehicle_key, requested_liters, amount_liters, price_per_liter, total_price, amount_dzd,
        settlement, product, odometer, notes, status, flags, occurred_at, expires_at, version,
        created_at, updated_at)
      VALUES (\(sale.id), \(sale.accountID), \(sale.initiator.userID), \(sale.initiator.name),
        \(sale.initiatorSide.rawValue), \(sale.receiver.userID), \(sale.receiver.name),
        \(sale.supplierID), \(sale.supplierName), \(sale.consumerID), \(sale.consumerName),
        \(sale.driverID), \(sale.driverName), \(sale.vehicleNumber), \(sale.vehicleKey),
        \(sale.requestedLiters.minorUnits), \(amount.liters.minorUnits),
        \(amount.pricePerLiter.minorUnits), \(amount.totalPrice.minorUnits),
        \(amount.chargedMoney.minorUnits), \(sale.settlement.rawValue),
        \(sale.product?.rawValue), \(sale.odometer?.tenths), \(sale.notes),
        \(sale.state.rawValue), \(sale.flagWords), \(sale.occurredAt), \(sale.expiresAt),
        \(sale.version), \(sale.createdAt), \(sale.updatedAt))
      """
    ])
  }

  func update(_ sale: FuelTransaction) throws {
    let amount = sale.amount
    try sql.deferred([
      """
      UPDATE fleet_transactions
      SET amount_liters = \(amount.liters.minorUnits),
        total_price = \(amount.totalPrice.minorUnits),
        amount_dzd = \(amount.chargedMoney.minorUnits), odometer = \(sale.odometer?.tenths),
        status = \(sale.state.rawValue), decided_by = \(sale.decidedBy), reason = \(sale.reason),
        flags = \(sale.flagWords), completed_at = \(sale.completedAt),
        reversed_at = \(sale.reversedAt), receipt_number = \(sale.receipt?.number),
        receipt_code = \(sale.receipt?.code), version = \(sale.version),
        updated_at = \(sale.updatedAt)
      WHERE id = \(sale.id)
      """
    ])
  }

  func hold(_ id: FuelTransaction.ID, until end: Instant) throws -> FuelTransaction? {
    let found = try sql.first(
      """
      SELECT \(FuelTransaction.columns), t.held_until FROM fleet_transactions t
      WHERE t.id = \(id) AND t.status = 'pending' \(sql.dialect.lockingRows)
      """
    ) { (try FuelTransaction(row: $0), isHeld: try $0.get("held_until", as: Instant?.self) != nil) }
    guard let (sale, isHeld) = found else { return nil }
    try sql.execute("UPDATE fleet_transactions SET held_until = \(end) WHERE id = \(id)")
    return isHeld ? nil : sale
  }

  func add(_ liters: Liters, _ charged: Money, to driver: Driver.ID) throws {
    try sql.deferred([
      """
      UPDATE fleet_drivers
      SET total_liters_consumed = total_liters_consumed + \(liters.minorUnits),
        balance_dzd = balance_dzd + \(charged.minorUnits)
      WHERE id = \(driver)
      """
    ])
  }
}

extension FuelTransaction {
  /// One transaction.
  static func selecting(_ id: ID) -> SQL {
    "SELECT \(columns) FROM fleet_transactions t WHERE t.id = \(id)"
  }
}

extension Driver {
  /// Who is served by a request: who is named, or else who of the two drives for the consumer.
  fileprivate static func selecting(for request: FuelRequest, by caller: UserID) -> SQL {
    if let id = request.driverID {
      return "SELECT \(columns) FROM fleet_drivers d WHERE d.id = \(id)"
    }
    return """
      SELECT \(columns) FROM fleet_drivers d
      WHERE d.user_id IN (\(caller), \(request.receiverID)) AND d.deleted_at IS NULL
        AND d.consumer_company_id = \(request.consumerID)
      ORDER BY CASE WHEN d.user_id = \(caller) THEN 0 ELSE 1 END
      LIMIT 1
      """
  }
}
