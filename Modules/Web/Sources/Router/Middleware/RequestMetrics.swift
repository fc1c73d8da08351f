public import HTTP

/// Tells a meter of every answer: the labels are few, since the pattern stands for the path.
public struct RequestMetrics: ResponseFilter {
  private let sink: @Sendable (borrowing Measurement) -> Void

  /// What is measured of one answer.
  public struct Measurement: Sendable {
    /// The method.
    public let method: HTTPMethod
    /// The route's place in `Router.routes`; `nil` where none answered.
    public let route: Int?
    /// The answer's status.
    public let status: Int
    /// How long the answer took to make, in microseconds.
    public let microseconds: Int64
  }

  /// A meter that gets one measurement an answer.
  public init(_ sink: @escaping @Sendable (borrowing Measurement) -> Void) {
    self.sink = sink
  }

  /// Tells the meter how a request went.
  public func finish(_ response: inout HTTPResponse, of context: RequestContext) {
    var route: Int?
    if case .endpoint(let index, _) = context.resolution { route = index }
    sink(
      Measurement(
        method: context.request.method, route: route, status: response.status,
        microseconds: context.elapsedMicroseconds))
  }
}
