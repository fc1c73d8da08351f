import Databases
import Observability
public import PlatformSQL
public import Router
import Storage

extension Assembly {
  /// How often callers may use which of the routes. Servers of one Postgres limit together; a
  /// SQLite file has one server, which remembers by itself.
  /// - Throws: `IdleRateLimit` when a rule covers no route.
  public func rateLimits(for served: [Route]) throws(IdleRateLimit) -> RateLimits {
    let limits = try RateLimitSettings.limits(
      in: configuration, for: served,
      sharing: stores.all.first { $0.database.dialect == .postgres }?.database)
    metrics.gauge("atrium_rate_limit_callers", "Callers whose requests are counted.") {
      [limiter = limits.limiter] in Double(limiter.count)
    }
    return limits
  }
}
