internal import HTTP
internal import Kernel

/// How often callers may use which routes.
///
/// A request counts under one rule at most: the first of `routes` that covers its route, else the
/// route's own, else the general one. Answers say how much is left, in the fields of the IETF's
/// draft on RateLimit header fields (`RateLimit-Limit`, `-Remaining` and `-Reset` of its versions
/// up to 07, `RateLimit` and `RateLimit-Policy` of those since), and one request too many is
/// answered 429 with `Retry-After`.
public struct RateLimits: Sendable {
  /// Rules for certain routes; the first that covers a route is its rule.
  public var routes: [RouteLimit] = []
  /// The rule for every route without one, and for paths that nobody answers; `nil` for none.
  public var general: RateRule?
  /// Groups of the documentation that the general rule leaves alone: probes, scrapes.
  public var exemptTags: Set<String> = []
  /// Counts.
  public var limiter = RateLimiter()

  /// No limits but those that routes have of their own.
  public init() {}

  /// The rule of a route.
  func rule(for route: Route) -> RateRule? {
    if let first = routes.first(where: { $0.covers(route) }) { return first.rule }
    if let own = route.limit {
      return RateRule(
        name: "\(route.method.rawValue) \(route.countedAs)", limit: own.limit,
        seconds: own.seconds, by: own.counting)
    }
    if let tag = route.tag, exemptTags.contains(tag) { return nil }
    return general
  }

  /// The first of `routes` that covers none of these: a mistake, since it limits nothing.
  public func idle(among served: [Route]) -> RouteLimit? {
    routes.first { limit in !served.contains(where: limit.covers) }
  }
}

/// Counts requests, and refuses one too many.
public struct RateLimit: RequestFilter {
  /// The rule that each route counts under, by its place.
  private let rules: [RateRule?]
  private let general: RateRule?
  private let limiter: RateLimiter

  /// A filter before these routes, which must be the router's own in their order.
  public init(_ limits: RateLimits, over routes: [Route]) {
    rules = routes.map(limits.rule)
    general = limits.general
    limiter = limits.limiter
  }

  /// Takes one from the caller's bucket, or refuses.
  public func admit(_ context: RequestContext) -> Admission {
    guard let rule = rule(for: context.resolution) else { return .pass }
    let caller = RateCaller(context, by: rule.counting)
    if let verdict = limiter.takeHere(rule, caller, at: context.now) {
      return Self.conclude(verdict, rule, context).map { .answer($0) } ?? .pass
    }
    return .wait { [limiter] in
      Self.conclude(await limiter.take(rule, caller, at: context.now), rule, context)
    }
  }

  private func rule(for resolution: Resolution) -> RateRule? {
    switch resolution {
    case .endpoint(let index, _): rules[index]
    // A preflight is no request of the caller's.
    case .capabilities: nil
    case .otherMethods, .notFound, .malformedPath: general
    }
  }

  /// Notes what the answer tells of the limit.
  /// - Returns: the refusal, if it is one.
  private static func conclude(
    _ verdict: RateVerdict, _ rule: RateRule, _ context: RequestContext
  ) -> HTTPResponse? {
    let (limit, left, reset) = (
      String(rule.limit), String(verdict.remaining), String(verdict.resetSeconds)
    )
    context.answerFields += [
      ("RateLimit-Limit", limit), ("RateLimit-Remaining", left), ("RateLimit-Reset", reset),
      ("RateLimit-Policy", "\"\(rule.name)\";q=\(limit);w=\(rule.seconds)"),
      ("RateLimit", "\"\(rule.name)\";r=\(left);t=\(reset)"),
    ]
    if verdict.isAllowed { return nil }
    return ProblemResponse.make(
      Problem(
        .tooManyRequests, detail: "You are asking too often. Try again later.",
        retryAfterSeconds: verdict.retryAfterSeconds), requestID: context.requestID)
  }
}
