public import HTTP

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
  /// Told of every failure that is ours: its text goes to the log, never to the caller.
  public var onFailure: @Sendable (any Error, RequestContext) -> Void = { _, _ in }

  /// Settings that suit a server.
  public init() {}
}
