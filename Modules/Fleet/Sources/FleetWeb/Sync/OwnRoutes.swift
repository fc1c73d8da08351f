import Fleet
import HTTP
import Kernel
import Router
import Synchronization

/// Fleet's own routes, called within the process for somebody who sent another request: each
/// pushed change is judged by the route that makes such a change, and shown as its route shows it.
struct OwnRoutes: Sendable {
  private let router: Router

  /// - Throws: `RouteConflict`.
  init(_ routes: [Route], clock: any WallClock, ids: any IDSource) throws(RouteConflict) {
    var settings = RouterSettings()
    settings.onFailure = { error, _ in OwnCall.current?.fail(error) }
    router = try Router(
      routes: routes, authenticator: OwnCallers(), clock: clock, ids: ids, settings: settings)
  }

  /// Calls a route.
  /// - Throws: what is no refusal: the store's error, for example.
  func call(
    _ method: HTTPMethod, _ path: String, _ body: [UInt8]? = nil, for caller: Caller
  ) async throws -> HTTPResponse {
    let call = OwnCall(principal: caller.principal)
    var headers = HTTPHeaders()
    headers.add("Authorization", "Bearer own")
    headers.add("X-Request-Id", caller.requestID)
    if let agent = caller.userAgent { headers.add("User-Agent", agent) }
    if body != nil { headers.add("Content-Type", "application/json") }
    let request = HTTPRequest(
      method: method, target: path, headers: headers, body: .bytes(body ?? []),
      remoteAddress: caller.address)
    let response = await OwnCall.$current.withValue(call) { await router.respond(to: request) }
    if let failure = call.failure { throw failure }
    return response
  }

  /// What a GET shows; nil where it is refused.
  func show(_ record: SyncRecord, to caller: Caller) async throws -> [UInt8]? {
    let path = "\(ChangeRequest.list(of: record.entity))/\(record.id)"
    let response = try await call(.get, path, for: caller)
    return response.status == 200 ? response.octets : nil
  }
}

extension HTTPResponse {
  /// The octets of a body that is in memory.
  var octets: [UInt8] {
    if case .bytes(let bytes) = body { bytes } else { [] }
  }
}

/// One call of an own route: for whom it is, and what failed.
private final class OwnCall: Sendable {
  let principal: Principal
  private let error = Mutex<(any Error)?>(nil)

  @TaskLocal static var current: OwnCall?

  init(principal: Principal) {
    self.principal = principal
  }

  var failure: (any Error)? { error.withLock { $0 } }

  func fail(_ failure: any Error) { error.withLock { $0 = failure } }
}

/// Takes an own call for its caller's, whose token was looked at when their request came.
private struct OwnCallers: Authenticator {
  func principal(bearer token: String, at now: Instant) async throws -> Principal {
    guard let call = OwnCall.current else { throw Problem(.unauthorized) }
    return call.principal
  }

  func knownPrincipal(bearer token: String, at now: Instant) -> Principal? {
    OwnCall.current?.principal
  }
}
