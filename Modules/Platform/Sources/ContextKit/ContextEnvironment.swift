public import Configuration
public import EventLoop
public import Kernel
public import Observability
public import Ports
public import Storage

/// What a program gives to each context when it puts it together.
public struct ContextEnvironment: Sendable {
  /// The context's own database; its schema is current.
  public let database: any Database
  /// The path below which its routes are mounted.
  public let mount: String
  /// Every setting.
  public let configuration: Configuration
  /// The time.
  public let clock: any WallClock
  /// Makes ids.
  public let ids: any IDSource
  /// Makes secrets.
  public let random: any RandomSource
  /// Where work goes that would hold up an event loop, such as password hashing.
  public let hashing: BlockingPool
  /// The log.
  public let log: Logger
  /// Metrics.
  public let metrics: MetricsRegistry
  /// What the contexts put together before this one answer.
  public let ports: ProvidedPorts
  /// Every context of the program, once all are put together.
  public let peers: ContextPeers

  /// Makes an environment.
  public init(
    database: any Database, mount: String, configuration: Configuration, clock: any WallClock,
    ids: any IDSource, random: any RandomSource, hashing: BlockingPool, log: Logger,
    metrics: MetricsRegistry, ports: ProvidedPorts, peers: ContextPeers = ContextPeers()
  ) {
    self.database = database
    self.mount = mount
    self.configuration = configuration
    self.clock = clock
    self.ids = ids
    self.random = random
    self.hashing = hashing
    self.log = log
    self.metrics = metrics
    self.ports = ports
    self.peers = peers
  }

  /// The users' directory.
  /// - Throws: `MissingPort` when no context that answers it is part of the program.
  public func users() throws -> any UserDirectory {
    guard let users = ports.users else { throw MissingPort(name: "UserDirectory") }
    return users
  }
}

/// A context needs another that the configuration leaves out.
public struct MissingPort: Error, CustomStringConvertible {
  /// The port's name.
  public let name: String

  /// What to do about it.
  public var description: String {
    "no configured context provides \(name); add \"auth\" to contexts"
  }
}
