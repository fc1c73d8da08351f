import Configuration
import ContextKit
import EventLoop
import Kernel
import Migrations
import Observability
import Ports
import Realtime
import Storage
import StorageTesting

/// A context of a test: its name is its type's in lower case, and it keeps nothing.
protocol Part: ContextPlugin {
  init()
}

extension Part {
  static var name: String { "\(Self.self)".lowercased() }
  static var migrations: MigrationStream { MigrationStream(name: name, files: []) }
  init(environment: ContextEnvironment) async throws { self.init() }
}

enum RedPort: PortKey {
  typealias Value = String
  static let name = "Red"
}

enum BluePort: PortKey {
  typealias Value = String
  static let name = "Blue"
}

enum GreenPort: PortKey {
  typealias Value = String
  static let name = "Green"
}

/// What a test puts contexts together from.
struct Workshop {
  let database: any Database
  let shared: SharedServices

  init() async throws {
    database = try await Engine.sqlite.database()
    let random = SystemRandomSource()
    let clock = SystemClock()
    let metrics = MetricsRegistry(process: false)
    shared = SharedServices(
      configuration: try Configuration.load(environment: [:], dotEnv: nil, declarations: []),
      clock: clock, machineClock: clock, ids: UUIDv7Source(clock: clock, random: random),
      random: random, hashing: BlockingPool(threads: 1, queueLimit: 1),
      sockets: SocketHub(SocketSettings(), clock: clock, metrics: metrics),
      log: Logger(sink: CollectedLog()), metrics: metrics)
  }

  /// Puts contexts together in the order given, each at its usual mount unless told.
  func assemble(
    _ contexts: [any ContextPlugin.Type], given: PortValues = PortValues(),
    mounts: [String: String] = [:]
  ) async throws -> AssembledContexts {
    let store = ContextStore(
      database: database, clock: shared.clock, machineClock: shared.machineClock, ids: shared.ids)
    return try await AssembledContexts.assemble(contexts, given: given) { context, ports in
      ContextEnvironment(
        for: context, mount: mounts[context.name] ?? context.defaultMount, store: store,
        shared: shared, ports: ports)
    }
  }
}
