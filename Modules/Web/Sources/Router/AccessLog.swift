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
public struct AccessLog: Finisher {
  private let leavesOut: @Sendable (RequestContext) -> Bool
  private let sink: @Sendable (AccessRecord) -> Void

  /// A log that gets one record an answer.
  ///
  /// - Parameters:
  ///   - leavesOut: whether a request is not logged.
  ///   - sink: takes the records.
  public init(
    leavingOut leavesOut: @escaping @Sendable (RequestContext) -> Bool = { _ in false },
    _ sink: @escaping @Sendable (AccessRecord) -> Void
  ) {
    self.leavesOut = leavesOut
    self.sink = sink
  }

  /// Tells the log how a request went.
  public func finish(_ response: inout HTTPResponse, of context: RequestContext) {
    if leavesOut(context) { return }
    sink(
      AccessRecord(
        requestID: context.requestID, method: context.request.method.rawValue,
        path: context.request.path, route: context.routePattern, status: response.status,
        userID: context.principal?.userID, remoteAddress: context.remoteAddress,
        startedAt: context.now, microseconds: context.elapsedMicroseconds,
        traceparent: context.traceparent))
  }
}
