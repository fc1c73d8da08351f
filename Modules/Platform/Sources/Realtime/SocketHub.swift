public import Kernel
public import Observability
internal import Synchronization
internal import WebSocket

/// The server's sockets: who may open one, how many there may be. Each ends with its session.
///
/// The hub is there before anybody can authenticate a token, so that every context can make routes
/// of it. Until `bind`, and where nothing is bound, nobody is let in.
public final class SocketHub: Sendable {
  let settings: SocketSettings
  let clock: any WallClock
  let service: WebSocketService
  let seats: SocketSeats
  let metrics: SocketMetrics
  private let bound = Mutex<any SocketAuthenticator>(NobodyKnown())

  /// A hub without sockets.
  public init(_ settings: SocketSettings, clock: any WallClock, metrics: MetricsRegistry) {
    self.settings = settings
    self.clock = clock
    service = WebSocketService(settings.protocolSettings)
    seats = SocketSeats(total: settings.maxConnections, perUser: settings.maxPerUser)
    self.metrics = SocketMetrics(metrics, seats: seats)
  }

  /// Says who tells who is behind a token, and when their session ends. To be called once, before
  /// the first socket is opened.
  public func bind(_ authenticator: any SocketAuthenticator) {
    bound.withLock { $0 = authenticator }
    // Sockets look whether they may stay a few times a second anyway; whoever signs out is not
    // to wait for that.
    authenticator.onChange { [service] in service.lookSoon() }
  }

  /// Who tells who is behind a token.
  var authenticator: any SocketAuthenticator { bound.withLock { $0 } }
}

/// Where no context knows of users, no token is anybody's.
private struct NobodyKnown: SocketAuthenticator {
  func admit(bearer token: String, at now: Instant) async throws -> AdmittedSession {
    throw Problem(.unauthorized, detail: "Nobody can sign in here.")
  }

  func onChange(_ told: @escaping @Sendable () -> Void) {}
}
