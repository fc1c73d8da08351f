public import Kernel
public import Observability
internal import WebSocket

/// The server's sockets: who may open one, how many there may be. Each ends with its session.
public final class SocketHub: Sendable {
  let settings: SocketSettings
  let authenticator: any SocketAuthenticator
  let clock: any WallClock
  let service: WebSocketService
  let seats: SocketSeats
  let metrics: SocketMetrics

  /// A hub without sockets.
  /// - Parameter authenticator: authenticates tokens, and tells when a session ends.
  public init(
    _ settings: SocketSettings, authenticator: any SocketAuthenticator, clock: any WallClock,
    metrics: MetricsRegistry
  ) {
    self.settings = settings
    self.authenticator = authenticator
    self.clock = clock
    service = WebSocketService(settings.protocolSettings)
    seats = SocketSeats(total: settings.maxConnections, perUser: settings.maxPerUser)
    self.metrics = SocketMetrics(metrics, seats: seats)
    // Sockets look whether they may stay a few times a second anyway; whoever signs out is not
    // to wait for that.
    authenticator.onChange { [service] in service.lookSoon() }
  }
}
