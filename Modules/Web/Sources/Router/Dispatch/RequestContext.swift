public import HTTP
public import Kernel

/// What is known about the request under way: who sends it, if they are signed in, from where and
/// when. Handlers of public routes are given it; those of others are given a `Caller`.
public final class RequestContext: @unchecked Sendable {
  // Unchecked: the router alone changes it, before and after the handler has it. A class, because
  // it goes through many hands, and a copy of all this in each would cost more than the work.

  /// The request as it arrived.
  public let request: HTTPRequest
  let id: RequestID
  /// When the request was taken up.
  public let now: Instant
  /// The W3C trace context that came with the request, if it is well-formed.
  public let traceparent: String?
  /// The route that answers; nil where none does.
  var endpoint: RouteTable.Endpoint?
  /// Who is calling, once a valid token was seen.
  public internal(set) var principal: Principal?
  /// The caller's idempotency key, on routes that take one.
  public internal(set) var idempotency: IdempotencyKey?
  /// Tells whether the handler had the key's answer kept; nil without a key.
  var onceReceipt: OnceReceipt?
  /// The bytes of the body, on routes that take one; elsewhere empty.
  public internal(set) var bodyBytes: [UInt8] = []
  /// Fields that the answer gets, whatever it is, unless it has its own of that name: set by
  /// request filters, before there is an answer.
  public var answerFields: [(name: String, value: String)] = []
  /// What the router decided before the middleware ran.
  var resolution = Resolution.notFound
  /// Why the token was refused; the endpoint answers with it, after the middleware.
  var authenticationFailure: Problem?
  /// When the request was taken up, on the clock that only goes forward.
  let startedMicroseconds = MonotonicTime.microseconds()

  init(request: HTTPRequest, id: RequestID, now: Instant, traceparent: String?) {
    self.request = request
    self.id = id
    self.now = now
    self.traceparent = traceparent
  }

  /// The pattern of the route that answers, `/users/{id}`; `nil` where no route does.
  public var routePattern: String? { endpoint?.route.path }
  /// Where the route that answers is mounted, without a `/` at the end; empty at the root.
  public var mount: String { endpoint?.route.mount ?? "" }

  /// The id under which the request is logged and answered: the caller's own or a new one.
  public var requestID: String { id.description }

  /// The caller.
  ///
  /// - Throws: `Problem` with `unauthorized` where nobody is signed in; never on a route whose
  ///   permission asks for somebody.
  func requirePrincipal() throws(Problem) -> Principal {
    guard let principal else {
      throw Problem(.unauthorized, detail: "Sign in and send the access token as a bearer token.")
    }
    return principal
  }

  /// The address that the request came from.
  public var remoteAddress: String { request.remoteAddress }

  /// The network that rate limits count; nil where the address is none.
  var subscriber: IPAddress? { IPAddress(remoteAddress)?.subscriber }

  /// The network that rate limits count: the IPv4 address, or the first address of the IPv6 /64.
  public var network: String { subscriber?.description ?? remoteAddress }

  /// The program that the caller uses, as it names itself.
  public var userAgent: String? { request.headers["User-Agent"] }

  /// A parameter of the path, decoded, for routes that take no typed input.
  public func pathParameter(_ name: String) -> String? {
    guard case .endpoint(_, let parameters) = resolution else { return nil }
    return parameters.first { $0.name == name }?.value
  }
}
