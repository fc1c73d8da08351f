public import Kernel

/// Who calls a route that asks for somebody, with the request they send. Handlers of such routes
/// are given one; nobody else can make one.
public struct Caller: Sendable {
  /// The user, their session or API key, and their roles.
  public let principal: Principal
  /// The request.
  public let context: RequestContext

  /// The caller of a request.
  ///
  /// - Throws: `Problem` with `unauthorized` where nobody is signed in, which the router finds out
  ///   before a handler runs.
  init(_ context: RequestContext) throws(Problem) {
    principal = try context.requirePrincipal()
    self.context = context
  }

  /// The user.
  public var userID: UserID { principal.userID }
  /// The session that the access token belongs to. With an API key it is no session's.
  public var sessionID: SessionID { principal.sessionID }
  /// The user's roles when the token was made.
  public var roles: [Role] { principal.roles }

  /// Whether the role is among theirs. No role implies another.
  public func has(_ role: Role) -> Bool { principal.has(role) }

  /// When the request was taken up.
  public var now: Instant { context.now }
  /// The id under which the request is logged and answered.
  public var requestID: String { context.requestID }
  /// The address that the request came from.
  public var address: String { context.remoteAddress }
  /// The network that rate limits count: the IPv4 address or the IPv6 /64.
  public var network: String { context.network }
  /// The program that the caller uses, as it names itself.
  public var userAgent: String? { context.userAgent }
  /// The idempotency key that came with the request, on routes that take one.
  public var idempotency: IdempotencyKey? { context.idempotency }
}
