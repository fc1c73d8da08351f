public import HTTP
public import Kernel

/// One answered request, as it is logged: nothing in it is secret.
public struct AccessRecord: Sendable {
  /// The request's id.
  public let requestID: String
  /// The method.
  public let method: String
  /// The path as it came, without its query, which may hold secrets.
  public let path: String
  /// The route's pattern; `nil` where none answered.
  public let route: String?
  /// The answer's status.
  public let status: Int
  /// Who called.
  public let userID: UserID?
  /// Where the request came from.
  public let remoteAddress: String
  /// When the request was taken up.
  public let startedAt: Instant
  /// How long the answer took to make, in microseconds.
  public let microseconds: Int64
  /// The trace that the request belongs to.
  public let traceparent: String?
}

/// Tells a log of every answer.
public struct AccessLog: Middleware {
  private let sink: @Sendable (AccessRecord) -> Void

  /// A log that gets one record an answer.
  public init(_ sink: @escaping @Sendable (AccessRecord) -> Void) {
    self.sink = sink
  }

  /// Passes the request on and tells the log how it went.
  public func respond(
    to context: RequestContext, next: @Sendable (RequestContext) async -> HTTPResponse
  ) async -> HTTPResponse {
    let response = await next(context)
    sink(
      AccessRecord(
        requestID: context.requestID, method: context.request.method.rawValue,
        path: context.request.path, route: context.routePattern, status: response.status,
        userID: context.principal?.userID, remoteAddress: context.remoteAddress,
        startedAt: context.now, microseconds: context.elapsedMicroseconds,
        traceparent: context.traceparent))
    return response
  }
}

/// Tells a meter of every answer: the labels are few, since the pattern stands for the path.
public struct RequestMetrics: Middleware {
  private let sink: @Sendable (Measurement) -> Void

  /// What is measured of one answer.
  public struct Measurement: Sendable {
    /// The method.
    public let method: String
    /// The route's pattern, or `unmatched`.
    public let route: String
    /// The answer's status.
    public let status: Int
    /// How long the answer took to make, in microseconds.
    public let microseconds: Int64
  }

  /// A meter that gets one measurement an answer.
  public init(_ sink: @escaping @Sendable (Measurement) -> Void) {
    self.sink = sink
  }

  /// Passes the request on and tells the meter how it went.
  public func respond(
    to context: RequestContext, next: @Sendable (RequestContext) async -> HTTPResponse
  ) async -> HTTPResponse {
    let response = await next(context)
    let isKnown = context.routePattern != nil
    sink(
      Measurement(
        method: isKnown ? context.request.method.rawValue : "any",
        route: context.routePattern ?? "unmatched", status: response.status,
        microseconds: context.elapsedMicroseconds))
    return response
  }
}
