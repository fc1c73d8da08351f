internal import HTTP
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
  /// What unread and unfinished messages may hold together.
  let memory: MemoryBudget
  private let feeds = Mutex<TopicFeed?>(nil)
  private let draining = Atomic(false)
  private let bound = Mutex<any SocketAuthenticator>(NobodyKnown())

  /// A hub without sockets.
  public init(_ settings: SocketSettings, clock: any WallClock, metrics: MetricsRegistry) {
    self.settings = settings
    self.clock = clock
    var protocolSettings = settings.protocolSettings
    // The socket is closed with a code before it would be cut.
    protocolSettings.sendBuffer = 2 * settings.sendBuffer
    memory = MemoryBudget(limit: settings.memory)
    protocolSettings.memory = memory
    service = WebSocketService(protocolSettings)
    seats = SocketSeats(total: settings.maxConnections, perUser: settings.maxPerUser)
    self.metrics = SocketMetrics(metrics, seats: seats, memory: memory)
  }

  /// Says who tells who is behind a token, and when their session ends. To be called once, before
  /// the first socket is opened.
  public func bind(_ authenticator: any SocketAuthenticator) {
    bound.withLock { $0 = authenticator }
    // Sockets look whether they may stay a few times a second anyway; whoever signs out is not
    // to wait for that.
    authenticator.onChange { [service] in service.lookSoon() }
  }

  /// Says what topics there are to follow. Without it there are none.
  public func bind(_ feed: TopicFeed) { feeds.withLock { $0 = feed } }

  /// What topics there are; nil where none can be followed.
  var feed: TopicFeed? { feeds.withLock { $0 } }

  /// Ends all streams of events, before the server waits for the answers under way.
  public func drain() { draining.store(true, ordering: .relaxed) }

  /// Whether streams of events are to end.
  var isDraining: Bool { draining.load(ordering: .relaxed) }

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
