import EventLoop
import Glibc
import Migrations
import Storage
import StoragePostgres
import Synchronization

/// The Postgres server of this process's tests.
///
/// A database is made once and given to one test after the other, emptied in between: making and
/// dropping one takes a tenth of a second and a checkpoint, emptying it a hundredth. On a server
/// that others use too, a process finds its databases by claiming names with advisory locks, so
/// that one that was killed leaves nothing that the next would not take up.
final class PostgresServer: Sendable {
  /// The server that the environment names, or one that ends with the process.
  static let shared = Result { try PostgresServer() }

  private let url: String
  private let group: EventLoopGroup
  private let threads = BlockingPool(threads: 4, queueLimit: 10_000)
  private let permits: Permits
  /// Databases that this process has claimed and no test is using.
  private let free = Mutex<[String]>([])
  private let claims: Mutex<Claims>

  /// The connection that holds the claims, until the process ends.
  private struct Claims {
    let connection: any SQLConnection
    var next: Int64 = 0
  }

  /// Connections that the database of one test may open: one a loop, its transactions, and one or
  /// two of its own.
  private static let connectionsPerTest = 12

  /// Databases in use at one time: more only make tests wait for each other elsewhere.
  private static let databasesAtOnce = 12

  private init() throws {
    url = try Environment["ATRIUM_TEST_POSTGRES"] ?? Self.start()
    group = try EventLoopGroup(count: 2)
    let database = try PostgresDatabase(
      url: url, group: group, connectionsPerLoop: 1, transactionConnections: 1)
    let connection = try database.connect()
    let possible = try (Self.connectionLimit(connection) - 20) / Self.connectionsPerTest
    permits = Permits(max(2, min(possible, Self.databasesAtOnce)))
    claims = Mutex(Claims(connection: connection))
  }

  /// New databases, each with the tables of its streams. They are taken all at once: tests that
  /// had one and waited for another would wait for each other.
  func databases(
    _ sets: [[MigrationStream]], waitsForLocks: Bool
  ) async throws -> [any Database] {
    guard sets.count <= permits.total else {
      throw TestSetupError("a test wants \(sets.count) of \(permits.total) databases at once")
    }
    await permits.take(sets.count)
    var made: [any Database] = []
    do {
      for streams in sets {
        let database = try await database(waitsForLocks: waitsForLocks)
        made.append(database)
        if !streams.isEmpty { try await threads.run { _ = try database.migrate(streams) } }
      }
      return made
    } catch {
      // Those that were made give their own back.
      permits.give(sets.count - made.count)
      throw error
    }
  }

  /// An empty database, for a permit that was taken.
  private func database(waitsForLocks: Bool) async throws -> TestDatabase {
    let name = try await emptyDatabase()
    let place = DatabaseURL.postgres(uri: Self.replacingDatabase(of: url, with: name))
    return TestDatabase(try open(name, waitsForLocks: waitsForLocks), at: place) { [self] in
      await takeBack(name)
    }
  }

  private func emptyDatabase() async throws -> String {
    if let name = free.withLock({ $0.popLast() }) { return name }
    return try await threads.run { [self] in
      let (name, exists) = try claims.withLock { try Self.claim(&$0) }
      if exists { try empty(name) }
      return name
    }
  }

  /// Claims the next name that no process has, and makes the database if there is none.
  private static func claim(_ claims: inout Claims) throws -> (name: String, exists: Bool) {
    let connection = claims.connection
    while true {
      let number = claims.next
      claims.next += 1
      let isOurs = try connection.first(
        "SELECT pg_try_advisory_lock(\(claimSpace + number))"
      ) { try $0.get(0, as: Bool.self) }
      guard isOurs == true else { continue }
      // Names cannot be bound; this one is a word and a number of our own.
      let name = "atrium_test_\(number)"
      let exists =
        try connection.first("SELECT 1 FROM pg_database WHERE datname = \(name)") != nil
      if !exists {
        try connection.execute(SQL(verbatim: "CREATE DATABASE \(name) TEMPLATE template0"))
      }
      return (name, exists)
    }
  }

  /// The first of our advisory locks: "atrium" in ASCII, followed by room for numbers.
  private static let claimSpace: Int64 = 0x6174_7269_756d_0000

  /// Empties a database for the next test. One that cannot be emptied is left alone.
  private func takeBack(_ name: String) async {
    let isEmpty: Void? = try? await threads.run { [self] in try empty(name) }
    if isEmpty != nil { free.withLock { $0.append(name) } }
    permits.give()
  }

  private func empty(_ name: String) throws {
    let database = try open(name)
    let connection = try database.connect()
    defer { connection.close() }
    try connection.executeScript(Self.emptying)
  }

  /// A test that was killed may have left the database read-only.
  private static let emptying = """
    SET default_transaction_read_only = off;
    SET transaction_read_only = off;
    SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid();
    SET lock_timeout = '5s';
    SET client_min_messages = warning;
    DO $$
    DECLARE name text;
    BEGIN
      FOR name IN
        SELECT nspname FROM pg_namespace
        WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
      LOOP
        EXECUTE format('DROP SCHEMA %I CASCADE', name);
      END LOOP;
      CREATE SCHEMA public;
      EXECUTE format('ALTER DATABASE %I RESET ALL', current_database());
    END
    $$;
    """
}

// Connections.
extension PostgresServer {
  private func open(_ name: String, waitsForLocks: Bool = false) throws -> PostgresDatabase {
    var options = PostgresOptions()
    options.connectionsPerLoop = 1
    if waitsForLocks { options.lockTimeout = nil }
    return try PostgresDatabase(
      url: Self.replacingDatabase(of: url, with: name), group: group, options: options)
  }

  private static func connectionLimit(_ connection: any SQLConnection) throws -> Int {
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

  static func script(from path: String = #filePath) throws -> String {
    var folder = path[...]
    while let slash = folder.lastIndex(of: "/") {
      folder = folder[..<slash]
      let script = folder + "/Scripts/postgres-for-tests"
      if access(String(script), X_OK) == 0 { return String(script) }
    }
    throw TestSetupError("Scripts/postgres-for-tests is not there; set ATRIUM_TEST_POSTGRES")
  }
}
