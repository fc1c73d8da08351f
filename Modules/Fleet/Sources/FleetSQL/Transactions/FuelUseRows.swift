import Fleet
import Kernel
import Storage

extension FuelUse {
  /// What was approved for a driver in their month and on their day: a stretch of the index of
  /// their decided transactions, which has all that is summed up.
  static func approved(_ query: FuelQuery) -> SQL {
    let (month, day) = (query.calendar.month, query.calendar.day)
    return """
      SELECT CAST(COALESCE(SUM(amount_liters), 0) AS bigint) AS month_liters,
        CAST(COALESCE(SUM(CASE WHEN completed_at >= \(day.lowerBound) THEN amount_liters END), 0)
          AS bigint) AS day_liters,
        COUNT(CASE WHEN completed_at >= \(day.lowerBound) THEN 1 END) AS day_count
      FROM fleet_transactions
      WHERE driver_id = \(query.driverID) AND completed_at >= \(month.lowerBound)
        AND completed_at < \(month.upperBound) AND status = 'approved' AND reversed_at IS NULL
      """
  }

  /// What waits to be decided for a driver.
  static func pending(_ query: FuelQuery) -> SQL {
    """
    SELECT CAST(COALESCE(SUM(amount_liters), 0) AS bigint) AS liters, COUNT(*) AS transactions
    FROM fleet_transactions
    WHERE driver_id = \(query.driverID) AND status = 'pending' AND expires_at > \(query.now)
    """
  }

  init(approved: Row?, pending: Row?) throws {
    self = .none
    if let approved {
      month = try approved.money("month_liters", .litres)
      day = try approved.money("day_liters", .litres)
      dayCount = Int(try approved.get("day_count", as: Int64.self))
    }
    if let pending {
      self.pending = try pending.money("liters", .litres)
      pendingCount = Int(try pending.get("transactions", as: Int64.self))
    }
  }
}
