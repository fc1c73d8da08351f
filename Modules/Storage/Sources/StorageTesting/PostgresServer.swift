import EventLoop
import Glibc
import Migrations
import Storage
import StoragePostgres
import Synchronization

/// The Postgres server of this process's tests.
final class PostgresServer: Sendable {
  /// The server that the environment names, or one that ends with the process.
  static let shared = Result { try PostgresServer() }

  private let url: String
  private let group: EventLoopGroup
  private let administration: PostgresDatabase
  private let templates = TemplateCache<String>()
  private let permits: Permits
  private let made = Atomic<Int>(0)

  /// Connections that the database of one test may open: one a loop, its transactions, and one or
  /// two of its own.
  private static let connectionsPerTest = 12

  private init() throws {
    url = try Environment["ATRIUM_TEST_POSTGRES"] ?? Self.start()
    group = try EventLoopGroup(count: 2)
    administration = try PostgresDatabase(
      url: url, group: group, connectionsPerLoop: 1, transactionConnections: 1)
    let limit = try Self.connectionLimit(administration)
    permits = Permits(max(2, (limit - 20) / Self.connectionsPerTest))
  }

  /// A new database with the tables of these streams.
  func database(_ streams: [MigrationStream]) async throws -> any Database {
    var template = "template0"
    if !streams.isEmpty {
      template = try await templates.template(for: streams) { try await self.migrated(streams) }
    }
    await permits.take()
    do {
      let name = try await create(from: template)
      return TestDatabase(try open(name)) { [self] in
        // Nobody waits for it, and a server of our own is thrown away whole.
        _ = try? await administration.execute(SQL(verbatim: "DROP DATABASE \(name) WITH (FORCE)"))
        permits.give()
      }
    } catch {
      permits.give()
      throw error
    }
  }

  private func migrated(_ streams: [MigrationStream]) async throws -> String {
    let name = try await create(from: "template0")
    let database = try open(name)
    do {
      try database.migrate(streams)
    } catch {
      await database.close()
      throw error
    }
    // A database with connections cannot be copied.
    await database.close()
    return name
  }

  private func create(from template: String) async throws -> String {
    let number = made.add(1, ordering: .relaxed).newValue
    let name = "atrium_test_\(getpid())_\(number)"
    // Names cannot be bound; these two are made of our own words and numbers.
    _ = try await administration.execute(
      SQL(verbatim: "CREATE DATABASE \(name) TEMPLATE \(template)"))
    return name
  }

  private func open(_ name: String) throws -> PostgresDatabase {
    try PostgresDatabase(
      url: Self.replacingDatabase(of: url, with: name), group: group,
      connectionsPerLoop: 1, transactionConnections: 8)
  }

  private static func connectionLimit(_ database: PostgresDatabase) throws -> Int {
    let connection = try database.connect()
    defer { connection.close() }
    let text = try connection.first("SELECT current_setting('max_connections')") {
      try $0.get(0, as: String.self)
    }
    return text.flatMap { Int($0) } ?? 100
  }

  /// The URL with another path: `postgresql://user@host:port/name?parameters`.
  static func replacingDatabase(of url: String, with name: String) -> String {
    let afterScheme = url.utf8.firstIndex(of: UInt8(ascii: ":")).map {
      url.index($0, offsetBy: 3, limitedBy: url.endIndex) ?? url.endIndex
    }
    let rest = url[(afterScheme ?? url.startIndex)...]
    let authority = rest.prefix { $0 != "/" && $0 != "?" }
    let query = rest.drop { $0 != "?" }
    return "\(url[..<rest.startIndex])\(authority)/\(name)\(query)"
  }
}

// Starting one.
extension PostgresServer {
  /// Starts a server that ends when this process does, and answers its URL.
  private static func start() throws -> String {
    let script = try script()
    let folder = try Environment.makeTemporaryFolder()
    let (status, output) = try ChildProcess.run([script, "start", folder, "\(getpid())"])
    let url = output.prefix { $0 != "\n" }
    guard status == 0, !url.isEmpty else {
      throw TestSetupError("\(script) started no Postgres; what it said is above")
    }
    return String(url)
  }

  private static func script(from path: String = #filePath) throws -> String {
    var folder = path[...]
    while let slash = folder.lastIndex(of: "/") {
      folder = folder[..<slash]
      let script = folder + "/Scripts/postgres-for-tests"
      if access(String(script), X_OK) == 0 { return String(script) }
    }
    throw TestSetupError("Scripts/postgres-for-tests is not there; set ATRIUM_TEST_POSTGRES")
  }
}
