public import HTTP
public import Kernel

/// Leads each request to its route, and turns whatever comes of it into an answer.
///
/// The order in which a request is judged: path, method, access token, permission, the body's
/// declared length and type, the body, the fields. Whatever fails is answered as
/// `application/problem+json`.
public struct Router: HTTPHandler {
  private let endpoint: RouteEndpoint
  private let requestFilters: [any RequestFilter]
  private let responseFilters: [any ResponseFilter]
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
    requestFilters = middleware.compactMap { $0 as? any RequestFilter }
    responseFilters = middleware.reversed().compactMap { $0 as? any ResponseFilter }
  }

  /// The routes, in the order in which they were given.
  public var routes: [Route] { endpoint.table.routes }

  /// Answers a request.
  public func respond(to request: HTTPRequest) async -> HTTPResponse {
    let context = RequestContext(
      request: request, id: requestID(of: request.headers), now: clock.now(),
      traceparent: TraceParent.valid(request.headers["traceparent"]))
    if let token = endpoint.prepare(context) { await endpoint.authenticate(context, token) }
    var response = await answer(context)
    if response.status == 429, response.headers.contains("RateLimit-Limit") {
      // The limit that was passed is another than the one at the door, which must not contradict.
      context.answerFields.removeAll { $0.name.hasPrefix("RateLimit") }
    }
    for (name, value) in context.answerFields where !response.headers.contains(name) {
      response.headers.add(name, value)
    }
    name(&response, context.id)
    context.forbidKeeping(&response)
    for filter in responseFilters { filter.finish(&response, of: context) }
    if let traceparent = context.traceparent {
      response.headers.set("traceparent", traceparent)
    }
    return response
  }

  /// The answer of the first layer that gives one, or else the route's.
  private func answer(_ context: RequestContext) async -> HTTPResponse {
    for filter in requestFilters {
      switch filter.admit(context) {
      case .pass: continue
      case .answer(let response): return response
      case .wait(let decide):
        if let response = await decide() { return response }
      }
    }
    return await endpoint.answer(context)
  }

  private func requestID(of headers: HTTPHeaders) -> RequestID {
    if settings.keepsRequestIDs, let given = RequestID(given: headers["X-Request-Id"]) {
      return given
    }
    return .made(ids.make())
  }

  private func name(_ response: inout HTTPResponse, _ id: RequestID) {
    response.headers.remove("X-Request-Id")
    response.headers.add("X-Request-Id") { id.append(to: &$0) }
  }

  /// Answers something that is not a request: framing errors and limits of the connection.
  public func refuse(_ failure: HTTPFailure, headers: HTTPHeaders) -> HTTPResponse {
    let id = requestID(of: headers)
    var response = ProblemResponse.make(
      Problem(failure.problemKind, detail: failure.detail), requestID: id.description)
    if let lines = settings.refusalHeaders { response.headers.addMissing(lines) }
    name(&response, id)
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
