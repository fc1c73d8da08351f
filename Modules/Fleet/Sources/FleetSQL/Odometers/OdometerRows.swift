import Fleet
import Kernel
import Storage

extension SQLFleetTransaction {
  func insert(_ reading: OdometerReading) throws {
    try sql.deferred([
      """
      INSERT INTO fleet_odometers (consumer_company_id, vehicle_key, occurred_at, id, reading,
        is_start)
      VALUES (\(reading.companyID), \(reading.vehicleKey), \(reading.occurredAt),
        \(reading.transactionID), \(reading.reading.tenths), \(false))
      """,
      Self.noting(reading.vehicleKey, of: reading.companyID, driver: reading.driverID),
    ])
  }

  func forgetReading(of sale: FuelTransaction) throws {
    try sql.deferred([
      """
      DELETE FROM fleet_odometers
      WHERE consumer_company_id = \(sale.consumerID) AND vehicle_key = \(sale.vehicleKey)
        AND occurred_at = \(sale.occurredAt) AND id = \(sale.id)
      """,
      Self.noting(sale.vehicleKey, of: sale.consumerID, driver: sale.driverID),
    ])
  }

  /// Keeps what the meter of a vehicle showed last with who drives it.
  private static func noting(
    _ vehicle: String, of company: Company.ID, driver: Driver.ID
  ) -> SQL {
    """
    UPDATE fleet_drivers SET odometer = (
      SELECT o.reading FROM fleet_odometers o
      WHERE o.consumer_company_id = \(company) AND o.vehicle_key = \(vehicle)
      ORDER BY o.occurred_at DESC, o.id DESC LIMIT 1)
    WHERE id = \(driver)
    """
  }
}

extension OdometerReading {
  /// Has a meter start anew. What a manager says has no transaction, and none has the nil id.
  static func starting(
    _ vehicle: String, of company: Company.ID, at reading: Odometer, from now: Instant
  ) -> SQL {
    """
    INSERT INTO fleet_odometers (consumer_company_id, vehicle_key, occurred_at, id, reading,
      is_start)
    VALUES (\(company), \(vehicle), \(now), \(FuelTransaction.ID(rawValue: 0)),
      \(reading.tenths), \(true))
    ON CONFLICT (consumer_company_id, vehicle_key, occurred_at, id)
    DO UPDATE SET reading = excluded.reading
    """
  }
}

extension OdometerWindow {
  /// The readings of a vehicle before and after a moment, each the first of its stretch of the key.
  /// One that lies ahead of now was taken while the clock was wrong, and bounds nothing.
  static func selecting(
    _ vehicle: String, of company: Company.ID, around moment: Instant, now: Instant
  ) -> [SQL] {
    let own: SQL = """
      SELECT reading, is_start FROM fleet_odometers
      WHERE consumer_company_id = \(company) AND vehicle_key = \(vehicle)
      """
    return [
      """
      \(own) AND occurred_at <= \(moment) ORDER BY occurred_at DESC, id DESC LIMIT 1
      """,
      """
      \(own) AND occurred_at > \(moment) AND occurred_at <= \(now)
      ORDER BY occurred_at, id LIMIT 1
      """,
    ]
  }

  init(before: Row?, after: Row?) throws {
    func reading(_ row: Row?) throws -> Odometer? {
      try row.map { Odometer(tenths: try $0["reading"]) }
    }
    let isChangedAfter = try after.map { try $0.get("is_start", as: Bool.self) } ?? false
    self.init(previous: try reading(before), next: isChangedAfter ? nil : try reading(after))
  }
}
