import Configuration
import ContextKit
import Curl
import EventLoop
import HTTP
import Kernel
import KernelTesting
import Migrations
import Observability
import PlatformSQL
import PlatformWeb
import Ports
import Realtime
import Router
import Storage
import StorageTesting
import Testing
import WebTesting

/// The platform's routes over fresh databases, beside a context of the test, called without a
/// socket. Bearer tokens are names of roles: `admin`, `support`, `user`, `fleet:staff`.
struct PlatformSite: Sendable {
  let stores: [SharedStore]
  let contexts: AssembledContexts
  let router: Router
  let clock: FixedClock
  let log: CollectedLog

  static let noon = Instant(milliseconds: 1_767_268_800_000)
  /// The user behind each token.
  static let users: [String: UserID] = [
    "admin": UserID(rawValue: 1), "support": UserID(rawValue: 2), "user": UserID(rawValue: 3),
    "fleet:staff": UserID(rawValue: 4),
  ]

  /// A site.
  /// - Parameters:
  ///   - contexts: contexts beside the platform.
  ///   - databases: the contexts of each database; the platform is in the first, and all but the
  ///     first are SQLite's.
  init(
    on engine: Engine, contexts: [any ContextPlugin.Type] = [], databases: [[String]] = [[]],
    environment: [String: String] = [:]
  ) async throws {
    var opened: [any Database] = []
    for index in databases.indices {
      // A test has one Postgres at most: there are only so many at once, and tests that held one
      // and waited for another would wait for each other.
      let engine = index == 0 ? engine : .sqlite
      opened.append(try await engine.migratedDatabase([PlatformSQL.migrations]))
    }
    try await self.init(
      over: opened, contexts: contexts, databases: databases, environment: environment)
  }

  /// A site over databases that are there, as another server of them has one.
  init(
    over opened: [any Database], contexts: [any ContextPlugin.Type] = [],
    databases: [[String]] = [[]], environment: [String: String] = [:]
  ) async throws {
    let (clock, random) = (FixedClock(Self.noon), SystemRandomSource())
    let ids = UUIDv7Source(clock: clock, random: random)
    let metrics = MetricsRegistry(process: false)
    let log = CollectedLog()
    let stores = zip(opened, databases).enumerated().map { index, pair in
      SharedStore(
        contexts: (index == 0 ? ["platform"] : []) + pair.1,
        store: ContextStore(
          database: pair.0, clock: clock, machineClock: clock, ids: ids))
    }
    let shared = SharedServices(
      configuration: try Configuration.load(
        environment: environment, dotEnv: nil,
        declarations: PlatformPlugin.settings),
      clock: clock, machineClock: clock, ids: ids, random: random,
      hashing: BlockingPool(threads: 1, queueLimit: 1),
      sockets: SocketHub(SocketSettings(), clock: clock, metrics: metrics),
      log: Logger(sink: log), metrics: metrics)
    try await shared.readSettings(from: stores)
    var given = PortValues()
    given[StoresPort.self] = stores
    given[UsersPort.self] = Names()
    // Nothing is sent to other servers.
    given[HTTPClientPort.self] = HTTPClient(
      on: try EventLoop(index: 0), clock: clock, random: random, metrics: metrics)
    self.contexts = try await AssembledContexts.assemble(
      [PlatformPlugin.self] + contexts, given: given
    ) { context, ports in
      let home = stores.first { $0.contexts.contains(context.name) } ?? stores[0]
      return ContextEnvironment(
        for: context, mount: context.defaultMount, store: home.store, shared: shared, ports: ports)
    }
    var settings = RouterSettings()
    settings.onUndeclared = { undeclared, _ in Issue.record(undeclared) }
    settings.onFailure = { error, _ in Issue.record(error) }
    router = try Router(
      routes: self.contexts.routes, authenticator: Roles(), clock: clock, ids: ids,
      settings: settings)
    (self.stores, self.clock, self.log) = (stores, clock, log)
  }

  /// The platform's database.
  var database: any Database { stores[0].store.database }

  /// Answers a request.
  func send(
    _ method: HTTPMethod, _ target: String, _ body: String? = nil, as role: String?,
    ifMatch: String? = nil
  ) async -> Answer {
    Answer(await respond(method, target, body, as: role, ifMatch: ifMatch))
  }

  /// Answers a request without reading the answer.
  func respond(
    _ method: HTTPMethod, _ target: String, _ body: String? = nil, as role: String?,
    ifMatch: String? = nil, ifNoneMatch: String? = nil
  ) async -> HTTPResponse {
    var headers = HTTPHeaders()
    if let role { headers.add("Authorization", "Bearer \(role)") }
    if let ifMatch { headers.add("If-Match", ifMatch) }
    if let ifNoneMatch { headers.add("If-None-Match", ifNoneMatch) }
    if body != nil { headers.add("Content-Type", "application/json") }
    return await router.respond(
      to: HTTPRequest(
        method: method, target: target, headers: headers,
        body: .bytes(Array((body ?? "").utf8)), remoteAddress: "192.0.2.7"))
  }

  /// Answers a GET.
  func get(_ target: String, as role: String?) async -> Answer {
    await send(.get, target, as: role)
  }

  /// Writes entries into the audit trail of a database.
  func audit(_ entries: [AuditEntry], in store: Int = 0) async throws {
    try await stores[store].store.database.transaction { sql in
      for entry in entries { try AuditTrail.append(entry, in: sql) }
    }
  }
}

/// Takes the name of a role for an access token.
private struct Roles: Authenticator {
  func principal(bearer token: String, at now: Instant) async throws -> Principal {
    guard let id = PlatformSite.users[token] else { throw Problem(.unauthorized) }
    return Principal(userID: id, sessionID: SessionID(rawValue: 1), roles: [Role(token)])
  }
}

/// Knows the users of the tokens by their roles.
private struct Names: UserDirectory {
  func user(_ id: UserID) async throws -> DirectoryUser? {
    PlatformSite.users.first { $0.value == id }.map {
      DirectoryUser(id: id, name: "The \($0.key)", email: nil, isActive: true)
    }
  }

  func user(email: EmailAddress) async throws -> DirectoryUser? { nil }

  func users(having role: Role) async throws -> [UserID] {
    PlatformSite.users[role.rawValue].map { [$0] } ?? []
  }

  func parties(payer: UserID, payee: PayeeName) async throws -> PaymentParties {
    throw NotFound()
  }
}
