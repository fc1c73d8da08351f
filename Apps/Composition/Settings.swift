public import Configuration
public import ContextKit
import Databases
import HTTP
import Kernel
import Mail
public import Observability
import PlatformSQL
import Ports
import Realtime
import Serving
public import Storage

/// The settings of the programs themselves; contexts declare their own.
public enum Settings {
  /// Which contexts run.
  public static let contexts = Setting(
    "contexts", .list(of: .oneOf(Composition.contexts.map { $0.name })),
    default: Composition.contexts.map { $0.name },
    "The contexts that run.")

  /// Where everything is kept if nobody says anything: a file in the folder that one is in.
  public static let standardDatabase = DatabaseURL.sqlite(path: "atrium.db")

  /// Where a context keeps its data unless told otherwise.
  public static let defaultStorage = Setting(
    "storage.default", .databaseURL, default: standardDatabase,
    "The database of every context that names none: sqlite:FILE or postgresql://….")

  /// Where one context keeps its data.
  public static let contextStorage = Setting(
    "storage.<context>.url", optional: .databaseURL,
    allowedNames: [platform.name] + Composition.contexts.map { $0.name },
    "The database of one context, or of the platform: sqlite:FILE or postgresql://….")

  /// How many connections each event loop keeps to a Postgres.
  static let connectionsPerLoop = Setting(
    "storage.connections_per_loop", .integer(in: 1...64),
    default: Stores.Options().connectionsPerLoop,
    "The connections to each Postgres that each event loop keeps for reads, which are pipelined: "
      + "there is one loop a processor.")

  /// How many connections a server keeps to a Postgres for transactions.
  static let transactionConnections = Setting(
    "storage.transaction_connections", .integer(in: 1...512),
    default: Stores.Options().transactionConnections,
    "The connections to each Postgres for transactions. There are too few where "
      + "atrium_postgres_transactions_waiting is seldom 0.")

  /// How much memory a server keeps of a SQLite file.
  static let sqliteCache = Setting(
    "storage.sqlite_cache", .byteSize(in: 1 << 20...1 << 40),
    default: Stores.Options().pageCache,
    "The memory in which the readers of each SQLite file keep its pages. There is too little "
      + "where atrium_sqlite_cache_misses_total grows while nobody writes.")

  /// Where one context is mounted.
  public static let mount = Setting(
    "mount.<context>", optional: .mountPath,
    allowedNames: Composition.contexts.map { $0.name },
    "The path below which one context answers; /api/<context> by default.")

  /// How much is logged.
  public static let logLevel = Setting(
    "log.level", .oneOf(LogLevel.self), default: .info, "The least severe level that is logged.")

  /// Whether each request is logged.
  public static let accessLog = Setting(
    "log.access", .bool, default: true,
    "Whether each request writes a line to the log, except probes and scrapes.")

  /// Every setting that there is.
  public static var all: [any SettingDeclaration] {
    [
      HTTPSettings.listen, contexts, defaultStorage, contextStorage, replicas, contextReplicas,
      replicaMaxLag, lockTimeout, answerTimeout, connectionsPerLoop, transactionConnections,
      sqliteCache, mount, logLevel, accessLog,
    ]
      + servingRoles.all
      + HTTPSettings.all + RateLimitSettings.all + LedgerSettings.all + SocketSettings.all
      + MailSettings.all
      + platform.settings + Composition.contexts.flatMap { $0.settings }
  }

  /// Reads the configuration of this process.
  /// - Throws: everything that is wrong with it, at once.
  public static func load(file: String?) throws(ConfigurationErrors) -> Configuration {
    let configuration = try Configuration.load(
      file: file, environment: Configuration.processEnvironment(), declarations: all)
    try check(configuration)
    return configuration
  }

  /// Whatever shows only when settings are seen together, and needs no database.
  private static func check(_ configuration: Configuration) throws(ConfigurationErrors) {
    let contradictions =
      HTTPSettings.contradictions(in: configuration)
      + MailSettings.contradictions(in: configuration)
      + configuration.contextOrder.problems.map(\.description)
      + configuration.members.flatMap { $0.contradictions(in: configuration) }
    let problems =
      configuration.storageProblems
      + contradictions.map { ConfigurationProblem(place: nil, message: $0) }
    guard problems.isEmpty else { throw ConfigurationErrors(problems: problems) }
  }

  /// The log of a server, as the configuration asks for it.
  public static func bufferedLogger(
    _ configuration: Configuration
  ) -> (log: Logger, sink: BufferedSink) {
    Logger.buffered(level: configuration[logLevel])
  }

  /// The log of a tool, as the configuration asks for it.
  public static func logger(_ configuration: Configuration) -> Logger {
    Logger.standardError(level: configuration[logLevel])
  }
}

extension Configuration {
  /// The contexts that run, in the order of the list.
  public var chosenContexts: [any ContextPlugin.Type] {
    Composition.contexts.filter { self[Settings.contexts].contains($0.name) }
  }

  /// The platform, and the contexts that run.
  var members: [any ContextPlugin.Type] { [platform] + chosenContexts }

  /// Where a context, or the platform, keeps its data.
  public func storageURL(of context: String) -> DatabaseURL {
    if let url = self[Settings.contextStorage, context] { return url }
    let usual = self[Settings.defaultStorage]
    guard context == platform.name else { return usual }
    // No database is made for the platform alone unless one is named for it.
    let used = self[Settings.contexts].map(storageURL(of:))
    return used.contains(usual) ? usual : used.first ?? usual
  }

  /// The same contexts, in the order in which they are put together.
  var contextOrder: ContextOrder {
    ContextOrder(
      of: members,
      given: [StoresPort.self, HTTPClientPort.self]
        + (MailSettings.sendsMail(self) ? [MailerPort.self] : []),
      known: Composition.contexts)
  }

  /// What the contexts say of their settings.
  var contextAdvice: [String] {
    ([platform] + Composition.contexts).flatMap { $0.advice(on: self) }
  }

  /// Whether one of the two is set that make the first administrator, and not the other: a server
  /// refuses it with a store that has no administrator yet.
  var hasHalfAnAdministrator: Bool {
    let keys: [SettingKey] = ["admin.email", "admin.password"]
    let isSet = keys.map { key in entries.contains { $0.key == key && $0.origin != .fallback } }
    return isSet[0] != isSet[1]
  }

  /// Where the configuration mounts a context, or nil.
  public func mount(of context: String) -> String? { self[Settings.mount, context] }
}

extension SettingType where Value == DatabaseURL {
  /// A database's address; shown without its password. The ends of a file's name are the file's.
  static var databaseURL: SettingType {
    let read: @Sendable (String) throws(UnfitValue) -> DatabaseURL = { text throws(UnfitValue) in
      do {
        return try DatabaseURL(parsing: text)
      } catch {
        throw UnfitValue("sqlite:FILE or postgresql://…: \(error)")
      }
    }
    return SettingType(
      name: "database",
      toml: { value throws(UnfitValue) in
        guard case .string(let text) = value else {
          throw UnfitValue("sqlite:FILE or postgresql://… in quotes, not \(value.typeName)")
        }
        return try read(text)
      }, text: read, isExact: true, show: { $0.description })
  }
}

extension SettingType where Value == String {
  /// The path that a context is mounted at.
  static var mountPath: SettingType {
    SettingType(
      name: "path",
      expectation:
        "a path such as /api/ajo of letters, digits and -._~, without a slash at its end",
      parse: { $0 == "/" || isMount($0) ? $0 : nil }, show: { $0 })
  }

  /// No path of a request is normalised, so what clients would write otherwise is never reached.
  private static func isMount(_ path: String) -> Bool {
    let segments = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    return segments.count > 1 && segments[0].isEmpty
      && segments.dropFirst().allSatisfy { segment in
        !segment.isEmpty && ![".", ".."].contains(String(decoding: segment, as: UTF8.self))
          && segment.allSatisfy(isUnreserved)
      }
  }

  /// RFC 3986, 2.3.
  private static func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "-._~".utf8.contains(byte)
    }
  }
}
