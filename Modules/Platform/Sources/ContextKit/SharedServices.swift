public import Configuration
public import EventLoop
public import Events
public import Kernel
public import Observability
public import PlatformSQL
public import Realtime
public import RuntimeSettings

/// What all contexts of a program share.
public struct SharedServices: Sendable {
  /// Every setting.
  public let configuration: Configuration
  /// Business time, which due dates, limits and every "today" follow.
  public let clock: BusinessClock
  /// The machine's time, which sign-ins, tokens, throttles and deadlines of the network follow. On
  /// Postgres it is the database's, so that all servers of a store have the same.
  public let machineClock: any WallClock
  /// Makes ids.
  public let ids: any IDSource
  /// Makes secrets.
  public let random: any RandomSource
  /// Where work goes that would hold up an event loop, such as password hashing.
  public let hashing: BlockingPool
  /// The server's sockets: makes routes that open some (`sockets.route(…)`).
  public let sockets: SocketHub
  /// What administrators change while servers run.
  public let settings: SettingsStore
  /// Asks every context before an account is deleted.
  public let leaving: SQLLeaving
  /// The kinds of events that contexts declare, known once all are put together.
  public let catalogue: EventCatalogue
  /// The log.
  public let log: Logger
  /// Metrics.
  public let metrics: MetricsRegistry

  /// Puts the services together.
  /// - Parameters:
  ///   - clock: business time; a clock that cannot be moved is made one that can.
  ///   - settings: what administrators changed; without it every setting has its default.
  public init(
    configuration: Configuration, clock: any WallClock, machineClock: any WallClock,
    ids: any IDSource, random: any RandomSource, hashing: BlockingPool, sockets: SocketHub,
    log: Logger, metrics: MetricsRegistry, settings: SettingsStore? = nil
  ) {
    self.configuration = configuration
    self.clock = (clock as? BusinessClock) ?? BusinessClock(over: clock)
    self.machineClock = machineClock
    self.ids = ids
    self.random = random
    self.hashing = hashing
    self.sockets = sockets
    self.log = log
    self.metrics = metrics
    self.settings = settings ?? SettingsStore(log: log)
    catalogue = EventCatalogue { type in
      log.error("an event is not declared", ["type": .string(type)])
    }
    leaving = SQLLeaving(ids: ids, clock: machineClock)
  }
}
