public import HTTP
public import Kernel

/// How the router treats requests, whatever the route.
public struct RouterSettings: Sendable {
  /// Whether a request id that the caller sends is kept (ASCII letters, digits and `-_.:/+=`,
  /// 1–128 of them); otherwise every request gets one of ours.
  public var keepsRequestIDs = true
  /// Whether a route that takes an `Idempotency-Key` insists on one.
  public var requiresIdempotencyKeys = false
  /// The seconds after which a caller may try again when a store does not answer and does not say.
  public var retryAfterSeconds = 1
  /// Fields of the answers to what is no request, which no middleware sees.
  public var refusalHeaders: HeaderLines?
  /// In which long answers are made. Each takes memory, and time of a database, that short ones are
  /// not to wait for.
  public var longAnswers = Turns(limit: 32)
  /// Told of every failure that is ours: its text goes to the log, never to the caller.
  public var onFailure: @Sendable (any Error, RequestContext) -> Void = { _, _ in }
  /// Told of every refusal that its route does not declare. The caller is answered properly; the
  /// documentation is wrong.
  public var onUndeclared: @Sendable (UndeclaredProblem, RequestContext) -> Void = { _, _ in }

  /// Settings that suit a server.
  public init() {}
}

/// A route refused with a kind that is not among its `problems`.
public struct UndeclaredProblem: Error, CustomStringConvertible {
  /// The kind.
  public let kind: ProblemKind
  /// The route.
  public let route: Route

  /// What is to be mended.
  public var description: String {
    "\(route.method.rawValue) \(route.path) answers \(kind.status) \(kind.code), "
      + "which it does not declare"
  }
}
