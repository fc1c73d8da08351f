import Kernel
import Storage

/// One runner's connection, with the settings that migrations need, and the history table on it.
final class MigrationSession {
  let connection: any SQLConnection
  let clock: any WallClock
  let settings: Migrator.Settings
  let report: (Migrator.Event) -> Void
  /// The history table with its schema, as a migration may move the search path.
  private(set) var table: SQL = "atrium_migrations"
  private var searchPath = ""
  /// The schema that the tables are in.
  private var schema = ""

  init(
    connection: any SQLConnection, clock: any WallClock, settings: Migrator.Settings,
    report: @escaping (Migrator.Event) -> Void
  ) {
    self.connection = connection
    self.clock = clock
    self.settings = settings
    self.report = report
  }

  var dialect: Dialect { connection.dialect }

  /// What the roles that serve may do; none of them on SQLite.
  var grants: ServingGrants {
    ServingGrants(
      connection: connection, schema: schema,
      roles: dialect == .postgres ? settings.servingRoles : [])
  }

  /// Gives the connection the settings that migrations need, and finds where the history is.
  func prepare() throws {
    guard dialect == .postgres else { return }
    let place = try connection.first(
      "SELECT current_schema()::text AS schema, current_setting('search_path') AS path"
    ) { row in
      (schema: try row.get("schema", as: String?.self), path: try row.get("path", as: String.self))
    }
    guard let place, let schema = place.schema else {
      throw MigrationError.refused(
        "none of the schemas in search_path exists; create one, or name another in the URL")
    }
    searchPath = place.path
    self.schema = schema
    table = SQL(verbatim: "\(Self.quoted(schema)).atrium_migrations")
    try configure()
  }

  /// Undoes what a migration may have set for the session.
  func restore() throws {
    guard dialect == .postgres else { return }
    try connection.executeScript("RESET ROLE; RESET ALL")
    try configure()
  }

  private func configure() throws {
    let milliseconds = Int(settings.lockTimeout / .milliseconds(1))
    try connection.executeScript(
      """
      SET lock_timeout = \(milliseconds);
      SET statement_timeout = 0;
      SET idle_in_transaction_session_timeout = 0;
      SET standard_conforming_strings = on;
      SET TimeZone = 'UTC'
      """)
    // A runner that was killed must not leave a backend behind that works on: Postgres 14 and
    // later look every so often whether the client is still there.
    _ = try connection.query(
      """
      SELECT set_config(name, '200', false) FROM pg_settings
      WHERE name = 'client_connection_check_interval'
      """)
    _ = try connection.query("SELECT set_config('search_path', \(searchPath), false)")
  }

  /// Runs `body` in a transaction of the engine's strictest kind; rolled back when it throws.
  func inTransaction<Value>(_ body: () throws -> Value) throws -> Value {
    try connection.executeScript(dialect == .sqlite ? "BEGIN IMMEDIATE" : "BEGIN")
    do {
      let value = try body()
      try connection.executeScript("COMMIT")
      return value
    } catch {
      // The first error is the one to tell; after some of them there is nothing to roll back.
      try? connection.executeScript("ROLLBACK")
      throw error
    }
  }

  /// A name in double quotes.
  static func quoted(_ name: String) -> String {
    "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
      + "\""
  }
}
