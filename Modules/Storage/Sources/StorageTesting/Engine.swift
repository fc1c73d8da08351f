public import Migrations
public import Storage

/// The engines that everything is tested on. The cases of a parameterised test:
///
/// ```swift
/// @Test("A retry moves no more money", arguments: Engine.allCases)
/// func retry(on engine: Engine) async throws {
///   let database = try await engine.migratedDatabase([PlatformSQL.migrations])
/// ```
public enum Engine: String, Sendable, Hashable, CaseIterable, CustomStringConvertible {
  case postgres
  case sqlite

  /// Both, unless `ATRIUM_TEST_ENGINE` names the only one that is wanted.
  public static var allCases: [Engine] {
    guard let name = Environment["ATRIUM_TEST_ENGINE"] else { return [.postgres, .sqlite] }
    return Engine(rawValue: name).map { [$0] } ?? [.postgres, .sqlite]
  }

  /// The engine's name, as test reports show it.
  public var description: String { rawValue }

  /// A new, empty database. It is closed and removed when the last reference to it is gone.
  ///
  /// Postgres is the server that `ATRIUM_TEST_POSTGRES` names (a superuser's URL), or one that is
  /// started for this process and ends with it.
  ///
  /// - Throws: When the engine cannot be had, saying what is missing.
  public func database() async throws -> any Database {
    try await migratedDatabase([])
  }

  /// A new database with the tables of these streams, otherwise as `database()`.
  ///
  /// The migrations run once for all tests of a process; the databases are copies.
  ///
  /// - Parameter waitsForLocks: whether Postgres waits for a lock without end, and so begins
  ///   nothing anew because of one; otherwise for as long as in production.
  /// - Throws: As `database()`; `MigrationError` when a migration fails.
  public func migratedDatabase(
    _ streams: [MigrationStream], waitsForLocks: Bool = false
  ) async throws -> any Database {
    try await migratedDatabases([streams], waitsForLocks: waitsForLocks)[0]
  }

  /// New databases, one for each set of streams, otherwise as `migratedDatabase`.
  ///
  /// A test that needs several takes them so: Postgres has only so many for all tests, and those
  /// that had one and waited for another would wait for each other without end.
  public func migratedDatabases(
    _ sets: [[MigrationStream]], waitsForLocks: Bool = false
  ) async throws -> [any Database] {
    switch self {
    case .postgres:
      return try await PostgresServer.shared.get().databases(sets, waitsForLocks: waitsForLocks)
    case .sqlite:
      var made: [any Database] = []
      for streams in sets { made.append(try await SQLiteFolder.database(streams)) }
      return made
    }
  }

  /// Where a database is that an engine made; nil for any other. What opens it there must be done
  /// with it before the last reference to the database is gone.
  public static func url(of database: any Database) -> DatabaseURL? {
    (database as? TestDatabase)?.url
  }
}
