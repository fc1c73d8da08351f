public import Configuration
public import EventLoop
public import Events
public import Kernel
public import Ledger
public import Observability
public import PlatformSQL
public import Ports
public import Realtime
public import RuntimeSettings
public import Storage

/// What a program gives to a context when it puts it together: what its database has, what all
/// contexts share, and what other contexts answer.
public struct ContextEnvironment: Sendable {
  /// The context's name.
  public let context: String
  /// The path below which its routes are mounted.
  let mount: String
  private let store: ContextStore
  private let shared: SharedServices
  private let asked: [any PortKey.Type]
  private let ports: PortValues

  /// An environment for one context.
  /// - Parameter ports: what the program and the contexts before this one answer.
  public init(
    for context: any ContextPlugin.Type, mount: String, store: ContextStore,
    shared: SharedServices, ports: PortValues = PortValues()
  ) {
    self.context = context.name
    self.mount = mount
    self.store = store
    self.shared = shared
    asked = context.needs + context.uses
    self.ports = ports
  }

  /// What answers a port of the context's `needs`.
  /// - Throws: `AssemblyError.missing` where nothing does, `.undeclared` where the context does not
  ///   name the port.
  public func require<Key: PortKey>(_ key: Key.Type) throws(AssemblyError) -> Key.Value {
    guard let value = try optional(key) else {
      throw .missing(port: Key.name, context: context, providers: [])
    }
    return value
  }

  /// What answers a port of the context's `uses`; nil where nothing does.
  /// - Throws: `AssemblyError.undeclared` where the context does not name the port: it might be put
  ///   together before the one that answers it.
  public func optional<Key: PortKey>(_ key: Key.Type) throws(AssemblyError) -> Key.Value? {
    guard asked.contains(where: { $0 == key }) else {
      throw .undeclared(port: Key.name, context: context)
    }
    return ports[key]
  }
}

extension ContextEnvironment {
  /// The context's database; its schema is current. It is for the context's `…SQL` alone: a plugin
  /// hands it to the adapter's initializer.
  public var database: any Database { store.database }
  /// The ledger of the context's database.
  public var ledger: any Ledger { store.ledger }
  /// The context's units of work: what it changes commits with postings, events, jobs, the audit
  /// row and the idempotency answer. Its `…SQL` runs its own statements in them.
  public var work: SQLUnitsOfWork { store.work(of: context) }
  /// The audit trail of the context's database, to read from.
  public var audit: any AuditReader { store.audit }
}

extension ContextEnvironment {
  /// Every setting.
  public var configuration: Configuration { shared.configuration }
  /// Business time, which due dates, limits and every "today" follow.
  public var clock: any WallClock { shared.clock }
  /// The same clock, for whoever moves it.
  public var businessClock: BusinessClock { shared.clock }
  /// The machine's time, which sign-ins, tokens, throttles and deadlines of the network follow.
  public var machineClock: any WallClock { shared.machineClock }
  /// Makes ids.
  public var ids: any IDSource { shared.ids }
  /// Makes secrets.
  public var random: any RandomSource { shared.random }
  /// Where work goes that would hold up an event loop, such as password hashing.
  public var hashing: BlockingPool { shared.hashing }
  /// The server's sockets: makes routes that open some.
  public var sockets: SocketHub { shared.sockets }
  /// The kinds of events that contexts declare, for whoever shows or checks them.
  public var catalogue: EventCatalogue { shared.catalogue }
  /// Asks every context before an account is deleted, for the context that keeps accounts.
  public var leaving: SQLLeaving { shared.leaving }
  /// The settings of the context that administrators change while servers run, as they are now.
  public var settings: ContextSettings { ContextSettings(of: context, in: shared.settings) }
  /// The log.
  public var log: Logger { shared.log }
  /// Metrics.
  public var metrics: MetricsRegistry { shared.metrics }
}
