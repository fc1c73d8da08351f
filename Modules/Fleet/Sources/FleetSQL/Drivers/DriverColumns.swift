import Fleet
import Kernel
import Storage

extension Driver {
  /// Of `fleet_drivers d`, with the name of the company and the zone of its days. It is no join, so
  /// that the driver's row can be locked alone.
  static let columns: SQL =
    """
    d.id, d.user_id, d.consumer_company_id, d.name, d.email, d.phone_number, d.license_number,
    d.vehicle_number, d.truck_model, d.license_plate, d.total_liters_consumed, d.balance_dzd,
    d.monthly_limit, d.limit_action, d.limit_transaction, d.limit_daily, d.limit_daily_count,
    d.limit_from, d.limit_to, d.limit_weekdays, d.limit_products, d.tank_capacity, d.odometer,
    d.is_active, d.version, d.created_at, d.updated_at, d.deleted_at,
    (SELECT c.name FROM fleet_companies c WHERE c.id = d.consumer_company_id) AS company_name,
    (SELECT c.time_zone FROM fleet_companies c WHERE c.id = d.consumer_company_id) AS company_zone
    """

  init(row: Row) throws {
    self.init(
      id: try row["id"], userID: try row["user_id"], companyID: try row["consumer_company_id"],
      companyName: try row["company_name"], details: try DriverDetails(row: row),
      monthlyLimit: try row.optionalMoney("monthly_limit", .litres),
      limits: try DriverLimits(row: row),
      tankCapacity: try row.optionalMoney("tank_capacity", .litres),
      odometer: try row.get("odometer", as: Int64?.self).map { Odometer(tenths: $0) },
      totalLiters: try row.money("total_liters_consumed", .litres),
      chargedMoney: try row.money("balance_dzd", .dinar), isActive: try row["is_active"],
      version: try row["version"], createdAt: try row["created_at"],
      updatedAt: try row["updated_at"], deletedAt: try row["deleted_at"])
  }
}

extension LocalDriver {
  init(row: Row) throws {
    self.init(driver: try Driver(row: row), timeZone: try row["company_zone"])
  }
}

extension DriverDetails {
  fileprivate init(row: Row) throws {
    self.init(
      name: try row["name"], email: try row.email("email"), phoneNumber: try row["phone_number"],
      licenseNumber: try row["license_number"], vehicleNumber: try row["vehicle_number"],
      truckModel: try row["truck_model"], licensePlate: try row["license_plate"])
  }
}

extension DriverLimits {
  /// The limits of a row; nil where it has none.
  fileprivate init?(row: Row) throws {
    guard let action: Action = try row.optionalWord("limit_action") else { return nil }
    let from = try row.get("limit_from", as: Int?.self)
    let to = try row.get("limit_to", as: Int?.self)
    let hours: Hours? = if let from, let to { Hours(from: from, to: to) } else { nil }
    let bits = try row.get("limit_weekdays", as: Int?.self)
    let words = try row.get("limit_products", as: String?.self)
    self.init(
      perTransaction: try row.optionalMoney("limit_transaction", .litres),
      dailyLiters: try row.optionalMoney("limit_daily", .litres),
      dailyCount: try row["limit_daily_count"], hours: hours,
      weekdays: bits.map { bits in Set((1...7).filter { bits & 1 << ($0 - 1) != 0 }) },
      products: words.map { words in
        Set(words.split(separator: ",").compactMap { FuelProduct(rawValue: String($0)) })
      }, action: action)
  }

  /// Its weekdays as they are kept.
  var weekdayBits: Int? { weekdays?.reduce(0) { $0 | 1 << ($1 - 1) } }

  /// Its products as they are kept.
  var productWords: String? { products?.map(\.rawValue).sorted().joined(separator: ",") }
}
