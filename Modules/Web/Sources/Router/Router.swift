public import HTTP
public import Kernel

/// Leads each request to its route, and turns whatever comes of it into an answer.
///
/// The order in which a request is judged: path, method, access token, permission, the body's
/// declared length and type, the body, the fields. Whatever fails is answered as
/// `application/problem+json`.
public struct Router: HTTPHandler {
  private let endpoint: RouteEndpoint
  private let chain: @Sendable (RequestContext) async -> HTTPResponse
  private let clock: any WallClock
  private let ids: any IDSource
  private let settings: RouterSettings

  /// A router over a set of routes.
  ///
  /// - Parameters:
  ///   - routes: all of them.
  ///   - authenticator: tells who is behind an access token; without one nobody is signed in.
  ///   - middleware: what stands around every request, the outermost first.
  ///   - clock: tells when a request was taken up.
  ///   - ids: makes request ids.
  ///   - settings: what holds for all routes.
  /// - Throws: `RouteConflict` where two routes answer the same requests.
  public init(
    routes: [Route], authenticator: (any Authenticator)?, middleware: [any Middleware] = [],
    clock: any WallClock, ids: any IDSource, settings: RouterSettings = RouterSettings()
  ) throws(RouteConflict) {
    let endpoint = RouteEndpoint(
      table: try RouteTable(routes), authenticator: authenticator, settings: settings)
    self.endpoint = endpoint
    self.clock = clock
    self.ids = ids
    self.settings = settings
    var chain: @Sendable (RequestContext) async -> HTTPResponse = { await endpoint.answer($0) }
    for layer in middleware.reversed() {
      let inner = chain
      chain = { await layer.respond(to: $0, next: inner) }
    }
    self.chain = chain
  }

  /// The routes, in the order in which they were given.
  public var routes: [Route] { endpoint.table.routes }

  /// Answers a request.
  public func respond(to request: HTTPRequest) async -> HTTPResponse {
    var context = RequestContext(
      request: request, requestID: requestID(of: request.headers), now: clock.now(),
      traceparent: TraceParent.valid(request.headers["traceparent"]))
    await endpoint.prepare(&context)
    var response = await chain(context)
    response.headers.set("X-Request-Id", context.requestID)
    if let traceparent = context.traceparent {
      response.headers.set("traceparent", traceparent)
    }
    return response
  }

  private func requestID(of headers: HTTPHeaders) -> String {
    if settings.keepsRequestIDs, let given = RequestID.valid(headers["X-Request-Id"]) {
      return given
    }
    return RequestID.make(ids)
  }

  /// Answers something that is not a request: framing errors and limits of the connection.
  public func refuse(_ failure: HTTPFailure, headers: HTTPHeaders) -> HTTPResponse {
    let requestID = requestID(of: headers)
    var response = ProblemResponse.make(
      Problem(failure.problemKind, detail: failure.detail), requestID: requestID)
    for (name, value) in settings.refusalHeaders { response.headers.set(name, value) }
    response.headers.set("X-Request-Id", requestID)
    if let traceparent = TraceParent.valid(headers["traceparent"]) {
      response.headers.set("traceparent", traceparent)
    }
    return response
  }
}

extension HTTPFailure {
  /// The kind of refusal that clients know the failure by.
  fileprivate var problemKind: ProblemKind {
    switch status {
    case 408: .requestTimeout
    case 414: .uriTooLong
    case 415: .unsupportedMediaType
    case 417: ProblemKind(status: 417, code: "expectation_failed", title: "Expectation failed")
    case 431: .headersTooLarge
    case 501: .notImplemented
    case 503: .unavailable
    case 505: .versionNotSupported
    default: .badRequest
    }
  }
}
