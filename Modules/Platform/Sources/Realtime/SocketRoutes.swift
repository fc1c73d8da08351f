internal import Events
internal import HTTP
internal import Kernel
public import Router
internal import WebSocket

extension ProblemKind {
  /// 403: the page is from another origin.
  static let foreignOrigin = ProblemKind(
    status: 403, code: "foreign_origin", title: "The page's origin is not allowed")
  /// 426: the path speaks only WebSocket.
  static let upgradeRequired = ProblemKind(
    status: 426, code: "upgrade_required", title: "Open a WebSocket")
  /// 429: the user has reached the limit of sockets.
  static let tooManySockets = ProblemKind(
    status: 429, code: "too_many_sockets", title: "Too many sockets")
}

extension SocketHub {
  /// The subprotocol that is spoken.
  static let subprotocol = "atrium.v1"
  /// What stands before a token among the subprotocols.
  static let tokenPrefix = "bearer."

  /// How many seconds a client should wait for a seat.
  private static let patience = 10

  /// A route whose path opens sockets.
  /// - Parameters:
  ///   - path: the pattern.
  ///   - summary: what it is for: an imperative verb and its object.
  public func route(
    _ path: String, summary: String, endpoint: SocketEndpoint = SocketEndpoint()
  ) -> Route {
    .raw(
      .get, path, permission: .anyone, summary: summary, status: 101,
      problems: [.upgradeRequired, .unauthorized, .foreignOrigin, .tooManySockets]
    ) { context in
      try await self.open(context, endpoint)
    }
    .described(Self.details)
  }

  private static let details = """
    Opens a WebSocket (RFC 6455). Sign in by `Authorization: Bearer <access token>`, by \
    `Sec-WebSocket-Protocol: atrium.v1, bearer.<access token>`, by the cookie that a browser gets \
    which signs in with `X-Session-Cookie: set`, or by a first message \
    `{"type":"auth","token":"<access token>"}` within five seconds, which is answered \
    `{"type":"auth_ok"}`; such a message may come again later with a newer token. Messages are \
    JSON objects with a `type`, of at most 64 KiB; `{"type":"ping"}` is answered \
    `{"type":"pong"}`, and what is not understood `{"type":"error","code":"…"}`. \
    `{"type":"subscribe","topic":"…"}` follows a topic, from `epoch` and `offset` on where these \
    are sent, and `{"type":"unsubscribe","topic":"…"}` leaves \
    it. The server closes with 4408 when more than 1 MiB waits to be read. The server \
    closes with 4401 when nobody has signed in or the session has ended, 4429 for too many \
    sockets of one user, 4503 when it cannot be found out who it is, and 1001 when it ends itself.
    """

  func open(_ context: RequestContext, _ endpoint: SocketEndpoint) async throws -> HTTPResponse {
    let handshake = try Self.handshake(context.request)
    guard isWelcome(handshake.origin, context.request) else {
      throw Problem(.foreignOrigin, detail: "Pages of this origin may not open sockets.")
    }
    var admission: AdmittedSession?
    if let token = try Self.token(context.request, handshake) {
      admission = try await admit(token, context)
    } else if let token = try cookie(context.request, handshake) {
      admission = try await admit(token, context)
    }
    let seat = try takeSeat(for: admission?.principal.userID)
    let usual =
      try await admission.asyncMap { try await usualPlaces(endpoint, of: $0.principal) } ?? []
    let subprotocol = handshake.subprotocols.contains(Self.subprotocol) ? Self.subprotocol : nil
    return service.accept(handshake, subprotocol: subprotocol) { [admission] in
      SocketSession(
        hub: self, endpoint: endpoint, seat: seat, admission: admission, usual: usual)
    }
  }

  /// A seat within the limits.
  /// - Parameter user: whose it is; nil where that is not known yet.
  /// - Throws: `Problem` 503 where all seats are taken, 429 where the user has as many as they may.
  func takeSeat(for user: UserID?) throws(Problem) -> SocketSeat {
    guard let seat = seats.take() else {
      throw Problem(
        .unavailable, detail: "There are too many sockets.", retryAfterSeconds: Self.patience)
    }
    guard let user, !seat.assign(to: user) else { return seat }
    throw Problem(
      .tooManySockets, detail: "Close one of your sockets first.",
      retryAfterSeconds: Self.patience,
      headers: [
        ("RateLimit-Limit", "\(settings.maxPerUser)"), ("RateLimit-Remaining", "0"),
        ("RateLimit-Reset", "\(Self.patience)"),
      ])
  }

  /// Where the topics stand that a caller follows at once. What cannot be read now is read when the
  /// socket is open.
  func usualPlaces(
    _ endpoint: SocketEndpoint, of caller: Principal
  ) async throws -> [UsualPlace] {
    guard let feed else { return [] }
    let topics = try await endpoint.usualTopics(caller)
    guard !topics.isEmpty else { return [] }
    let ends = try? await feed.history.ends(of: topics)
    return topics.map { topic in
      UsualPlace(
        topic: topic,
        cursor: ends.flatMap { TopicCursor(epoch: $0.epoch, offset: $0.last(of: topic)) })
    }
  }

  private static func handshake(_ request: HTTPRequest) throws(Problem) -> WebSocketHandshake {
    do {
      return try WebSocketHandshake(request)
    } catch {
      switch error {
      case .upgradeRequired:
        throw Problem(
          .upgradeRequired, detail: "This path speaks WebSocket, version 13.",
          headers: WebSocketHandshake.invitation)
      case .malformed(let detail):
        throw Problem(.badRequest, detail: detail)
      }
    }
  }

  /// Pages of the server itself and those on the list; programs that are no browsers say nothing
  /// of where they come from.
  private func isWelcome(_ origin: String?, _ request: HTTPRequest) -> Bool {
    guard let origin else { return true }
    // An origin is ASCII (RFC 6454, 6.2), and only ASCII is cheap to compare.
    guard origin.utf8.allSatisfy({ $0 < 0x80 }), origin.lowercased() != "null" else {
      return false
    }
    return settings.origins.contains("*") || isNamed(origin, request)
  }

  /// Pages of the server itself, and of origins that the list names one by one.
  func isNamed(_ origin: String, _ request: HTTPRequest) -> Bool {
    settings.origins.contains { $0 != "*" && $0.utf8.elementsEqual(origin.utf8) }
      || WebSocketOrigin.isSame(
        origin, as: request.headers["Host"] ?? "", demandsTLS: settings.isBehindTLS)
  }

  private func admit(_ token: String, _ context: RequestContext) async throws -> AdmittedSession {
    do {
      return try await authenticator.admit(bearer: token, at: context.now)
    } catch let problem as Problem where problem.kind.status == 401 {
      // RFC 6750, 3.1: a token came, and it is the token that is wrong.
      throw Problem(
        problem.kind, detail: problem.detail,
        headers: [("WWW-Authenticate", "Bearer error=\"invalid_token\"")])
    }
  }
}

/// A topic that a caller follows at once, and from where on.
struct UsualPlace: Sendable {
  let topic: String
  /// Nil where it is not known yet.
  let cursor: TopicCursor?
}

extension Optional {
  /// Makes something of the value, if there is one.
  fileprivate func asyncMap<Value>(
    _ make: (Wrapped) async throws -> Value
  ) async throws -> Value? {
    guard let value = self else { return nil }
    return try await make(value)
  }
}
