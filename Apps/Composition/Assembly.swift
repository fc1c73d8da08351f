public import Configuration
public import ContextKit
public import EventLoop
import HTTP
public import Kernel
import Mail
public import Observability
import Ports
import Realtime
public import Router
import Storage

/// The assembly put together: stores opened and checked, contexts made, their offers collected.
public struct Assembly: Sendable {
  /// Every setting.
  public let configuration: Configuration
  /// The databases.
  public let stores: Stores
  /// The contexts that the configuration names, each with its mount.
  public let mounted: [(mount: String, plugin: any ContextPlugin)]
  /// What the contexts answer.
  public let ports: ProvidedPorts
  /// The same contexts as they see each other.
  let peers = ContextPeers()
  /// What is counted of replicas.
  let replicaMetrics: ReplicaMetrics
  /// The WebSockets; nil where no context tells who is behind a token.
  let sockets: SocketHub?
  /// The mails that wait; nil if none is sent.
  let mail: MailQueue?
  /// The time.
  public let clock: any WallClock
  /// Makes ids.
  public let ids: any IDSource
  /// The log.
  public let log: Logger
  /// Metrics.
  public let metrics: MetricsRegistry

  /// Puts the assembly together.
  /// - Parameters:
  ///   - configuration: every setting, checked.
  ///   - role: whether this is the server or a tool beside it.
  ///   - group: the event loops.
  /// - Throws: the store's error, `SchemaNotCurrent`, or what a context says of its settings.
  public static func assemble(
    _ configuration: Configuration, role: Stores.AccessMode, group: EventLoopGroup, log: Logger
  ) async throws -> Assembly {
    let chosen = configuration.chosenContexts
    let stores = try await Stores.open(
      chosen.map {
        Stores.Address(
          name: $0.name, migrations: $0.migrations, url: configuration.storageURL(of: $0.name),
          replicas: configuration.replicas(of: $0.name))
      }, role: role, group: group, maxLag: configuration[Settings.replicaMaxLag])
    try stores.checkSchemas(as: role)
    return try await Assembly(configuration, chosen, stores, log: log)
  }

  private init(
    _ configuration: Configuration, _ chosen: [any ContextPlugin.Type], _ stores: Stores,
    log: Logger
  ) async throws {
    self.configuration = configuration
    self.stores = stores
    self.log = log
    metrics = MetricsRegistry()
    replicaMetrics = ReplicaMetrics(metrics)
    let random = SystemRandomSource()
    clock = SystemClock()
    ids = UUIDv7Source(clock: clock, random: random)
    let hashing = BlockingPool(threads: Processors.count, queueLimit: 64 * Processors.count)
    let mail = try MailSettings.queue(configuration, clock: clock, random: random, log: log)
    self.mail = mail
    var ports = ProvidedPorts(mailer: mail)
    var mounted: [(mount: String, plugin: any ContextPlugin)] = []
    for context in chosen {
      guard let store = stores.store(of: context.name) else { continue }
      let mount = configuration.mount(of: context.name) ?? context.defaultMount
      let plugin = try await context.init(
        environment: ContextEnvironment(
          database: store.database, mount: mount, configuration: configuration, clock: clock,
          ids: ids, random: random, hashing: hashing, log: log, metrics: metrics, ports: ports,
          peers: peers))
      ports.users = plugin.ports.users ?? ports.users
      ports.authenticator = plugin.ports.authenticator ?? ports.authenticator
      ports.socketAuthenticator = plugin.ports.socketAuthenticator ?? ports.socketAuthenticator
      ports.pins = plugin.ports.pins ?? ports.pins
      mounted.append((mount, plugin))
    }
    peers.complete(
      mounted.map {
        ContextPeer(
          context: type(of: $1).name, mount: $0, ports: $1.ports,
          permissions: ($1.routes + $1.fixedRoutes).map(\.permission))
      })
    self.ports = ports
    self.mounted = mounted
    let (clock, metrics) = (clock, metrics)
    sockets = ports.socketAuthenticator.map {
      SocketHub(
        SocketSettings(of: configuration), authenticator: $0, clock: clock, metrics: metrics)
    }
  }

  /// Every route of every context, where it is mounted.
  public var routes: [Route] {
    mounted.flatMap { mount, plugin in
      let tag = type(of: plugin).name
      let shared = shared(by: plugin)
      let taken = Set(shared.map(Self.place))
      // Below a context mounted at `/api`, a shared route may stand where one of its owner's does.
      // They are one, and the other context's is the one that knows of that context.
      let own = (plugin.routes.map { $0.prefixed(mount) } + plugin.fixedRoutes)
        .filter { !taken.contains(Self.place($0)) }
      return (own + shared).map { $0.tagged(tag) }
    } + socketRoutes
  }

  /// A context's shared routes below every other context's mount; of several contexts that are
  /// mounted at one place, below the first. They count as its own routes do.
  private func shared(by plugin: any ContextPlugin) -> [Route] {
    let name = type(of: plugin).name
    let home = mounted.first { type(of: $0.plugin).name == name }?.mount ?? ""
    var taken: Set<String> = []
    return peers.all.filter { $0.context != name }
      .flatMap { peer in
        plugin.sharedRoutes(below: peer).map { route in
          // Below others' mounts they stand in a folder of the context's name.
          let folder = "/\(name)/"
          let place = route.path.hasPrefix(folder) ? route.path.dropFirst(folder.count - 1) : ""
          let alias = route.prefixed(peer.mount)
          return place.isEmpty
            ? alias : alias.counted(as: home == "/" ? String(place) : home + place)
        }
      }
      .filter { taken.insert(Self.place($0)).inserted }
  }

  private static func place(_ route: Route) -> String {
    "\(route.method.rawValue) \(route.path)"
  }
}
