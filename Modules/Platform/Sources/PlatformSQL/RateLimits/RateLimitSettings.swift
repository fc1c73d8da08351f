public import Configuration
public import Router
public import Storage

/// The settings of rate limits.
public enum RateLimitSettings {
  static let requests = Setting(
    "rate_limit.requests", .integer(in: 0...1_000_000), default: 0,
    "The most requests of one caller within rate_limit.window to routes without a rule of their "
      + "own; 0 for no limit. A caller is a user, or else an IPv4 address or an IPv6 /64.")
  static let window = Setting(
    "rate_limit.window", .duration(in: .seconds(1) ... .seconds(86_400)), default: .seconds(60),
    "The time within which rate_limit.requests are counted.")
  static let routes = Setting(
    "rate_limit.routes", .list(of: .routeLimit), default: [],
    "Rules for routes, such as POST /api/auth/login = 10/60s. The first rule that covers a route "
      + "counts. The method may be *, the path may end in /*; the limit may end with by address, or "
      + "be off. An alias of a route counts as the route.")

  static let callers = Setting(
    "rate_limit.callers", .integer(in: 1...10_000_000), default: 262_144,
    "The callers whose requests a server counts at once, about 250 bytes each. Where "
      + "atrium_rate_limit_callers stands at it, some callers may ask too often.")

  /// All of them.
  public static let all: [any SettingDeclaration] = [requests, window, routes, callers]

  /// How often callers may use which of the routes.
  /// - Parameter database: what the servers that limit together share; nil for a server that limits
  ///   by itself.
  /// - Throws: `IdleRateLimit` when a rule covers no route.
  public static func limits(
    in configuration: Configuration, for served: [Route], sharing database: (any Database)?
  ) throws(IdleRateLimit) -> RateLimits {
    var limits = RateLimits()
    limits.routes = configuration[routes]
    if let idle = limits.idle(among: served) { throw IdleRateLimit(rule: idle) }
    let requests = configuration[requests]
    if requests > 0 {
      let window = configuration[window].components.seconds
      limits.general = RateRule(name: "requests", limit: requests, seconds: Int(window))
    }
    limits.exemptTags = ["ops"]
    limits.limiter = RateLimiter(
      store: database.map { SharedRates(database: $0) }, callers: configuration[callers])
    return limits
  }
}

/// A rule of `rate_limit.routes` that limits nothing, by mistake.
public struct IdleRateLimit: Error, CustomStringConvertible {
  let rule: RouteLimit

  /// Which rule.
  public var description: String {
    "rate_limit.routes: no route that is served is covered by \"\(rule)\""
  }
}

extension SettingType where Value == RouteLimit {
  /// A rule for certain routes.
  static var routeLimit: SettingType {
    SettingType(
      name: "rule",
      expectation: "a rule such as \"POST /api/auth/login = 10/60s\", its limit up to 1000000 and "
        + "its window from 1s to 1d",
      parse: { RouteLimit($0) }, show: { $0.description })
  }
}
