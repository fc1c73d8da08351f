public import Configuration
public import ContextKit
import Curl
public import Databases
public import EventLoop
public import Kernel
public import Ledger
import Mail
public import Observability
import PlatformSQL
import Ports
import Realtime
public import Router
import Serving
import Storage

/// The program put together: stores opened and checked, contexts made, their offers collected.
public struct Assembly: Sendable {
  /// The databases.
  public let stores: Stores
  /// The units that their ledgers may meet.
  public let units: UnitSet
  /// What accounts may be overdrawn for that are not the house's.
  public let overdrafts: Set<OverdraftPurpose>
  /// The contexts that the configuration names.
  public let contexts: AssembledContexts
  private let shared: SharedServices
  /// What is counted of replicas.
  let replicaMetrics: ReplicaMetrics
  /// What is counted of locks.
  let lockMetrics: LockMetrics
  /// What was told of stores that are not ready.
  let readinessLog = ReadinessLog()

  /// Every setting.
  public var configuration: Configuration { shared.configuration }
  /// The machine's time; on Postgres that of the database, so that all servers have the same.
  public var clock: any WallClock { shared.machineClock }
  /// Business time.
  public var businessClock: BusinessClock { shared.clock }
  /// Makes ids.
  public var ids: any IDSource { shared.ids }
  /// The log.
  public var log: Logger { shared.log }
  /// Metrics.
  public var metrics: MetricsRegistry { shared.metrics }
  /// The WebSockets.
  var sockets: SocketHub { shared.sockets }

  /// Puts the program together.
  /// - Parameters:
  ///   - configuration: every setting, checked.
  ///   - role: whether this is the server or a tool beside it.
  ///   - group: the event loops.
  /// - Throws: the store's error, `SchemaNotCurrent`, `AssemblyError`, or what a context says of
  ///   its settings.
  public static func assemble(
    _ configuration: Configuration, role: Stores.AccessMode, group: EventLoopGroup, log: Logger
  ) async throws -> Assembly {
    let chosen = try configuration.contextOrder.get()
    let stores = try await Stores.open(
      chosen.map {
        Stores.Address(
          name: $0.name, migrations: $0.migrations, url: configuration.storageURL(of: $0.name),
          replicas: configuration.replicas(of: $0.name))
      }, role: role, group: group, options: configuration.storeOptions)
    for newer in try stores.checkSchemas(as: role) {
      log.warning("a newer release has migrated a database", ["reason": .string(newer)])
    }
    return try await Assembly(configuration, chosen, stores, on: group.next(), log: log)
  }

  private init(
    _ configuration: Configuration, _ chosen: [any ContextPlugin.Type], _ stores: Stores,
    on loop: EventLoop, log: Logger
  ) async throws {
    let machine = try await configuration.machineClock(of: stores)
    let shared = SharedServices(
      configuration, log: log, machine: machine,
      clock: try await configuration.businessClock(of: stores, over: machine))
    self.stores = stores
    units = try declaredUnits(configuration)
    overdrafts = declaredOverdrafts(configuration)
    self.shared = shared
    replicaMetrics = ReplicaMetrics(shared.metrics)
    lockMetrics = LockMetrics(shared.metrics)
    var given = PortValues()
    given[MailerPort.self] = try MailSettings.mailer(configuration, clock: shared.machineClock)
    given[HTTPClientPort.self] = HTTPClient(
      on: loop, clock: shared.machineClock, random: shared.random, metrics: shared.metrics)
    let sharedStores = Self.sharedStores(stores, shared, units)
    given[StoresPort.self] = sharedStores
    shared.metrics.gauge(
      "atrium_postgres_transactions_waiting", "Transactions that wait for a connection."
    ) { Double(stores.waitingTransactions) }
    shared.metrics.pageCache(of: stores)
    shared.metrics.table("atrium_account_cache", "Ids of accounts remembered, of all databases") {
      sharedStores.reduce(into: TableFigures()) { $0.add($1.store.rememberedAccounts) }
    }
    try await shared.readSettings(from: sharedStores)
    contexts = try await AssembledContexts.assemble(chosen, given: given) { context, ports in
      let store = sharedStores.first { $0.contexts.contains(context.name) }?.store
      guard let store else { throw NoStore(context: context.name) }
      return ContextEnvironment(
        for: context, mount: configuration.mount(of: context.name) ?? context.defaultMount,
        store: store, shared: shared, ports: ports)
    }
    try await contexts.checkDeclarations(in: sharedStores)
    if let authenticator = contexts.ports[SocketAuthenticatorPort.self] {
      shared.sockets.bind(authenticator)
    }
  }

  /// What contexts find in their databases. Those that share one share its ledger.
  private static func sharedStores(
    _ stores: Stores, _ shared: SharedServices, _ units: UnitSet
  ) -> [SharedStore] {
    stores.all.map { store in
      SharedStore(
        contexts: store.contexts,
        store: ContextStore(
          database: store.database, clock: shared.clock, machineClock: shared.machineClock,
          ids: shared.ids, units: units,
          accountCache: shared.configuration[LedgerSettings.accountCache],
          catalogue: shared.catalogue))
    }
  }

  /// Every route of every context.
  public var routes: [Route] { contexts.routes }
}

/// No database was opened for a context.
struct NoStore: Error, CustomStringConvertible {
  let context: String
  var description: String { "no database was opened for \(context)" }
}

extension SharedServices {
  /// The services of a program.
  fileprivate init(
    _ configuration: Configuration, log: Logger, machine clock: any WallClock,
    clock business: BusinessClock
  ) {
    let random = SystemRandomSource()
    let metrics = MetricsRegistry()
    self.init(
      configuration: configuration, clock: business, machineClock: clock,
      ids: UUIDv7Source(clock: clock, random: random), random: random,
      hashing: BlockingPool(threads: Processors.count, queueLimit: 64 * Processors.count),
      sockets: SocketHub(SocketSettings(of: configuration), clock: clock, metrics: metrics),
      log: log, metrics: metrics)
  }
}
