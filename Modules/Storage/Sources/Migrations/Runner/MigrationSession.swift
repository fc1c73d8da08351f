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

  /// Gives the connection the settings that migrations need, whatever was set before.
  func prepare() throws {
    guard dialect == .postgres else { return }
    let milliseconds = settings.lockTimeout / .milliseconds(1)
    try connection.executeScript(
      """
      RESET ALL;
      SET lock_timeout = \(Int(milliseconds));
      SET statement_timeout = 0;
      SET idle_in_transaction_session_timeout = 0;
      """)
    // A runner that was killed must not leave a backend behind that works on: Postgres 14 and
    // later look every so often whether the client is still there.
    _ = try connection.query(
      """
      SELECT set_config(name, '200', false) FROM pg_settings
      WHERE name = 'client_connection_check_interval'
      """)
    let schema = try connection.first("SELECT current_schema()::text AS name") {
      try $0.get("name", as: String?.self)
    }
    guard let schema = schema ?? nil else {
      throw MigrationError.refused(
        "none of the schemas in search_path exists; create one, or name another in the URL")
    }
    table = SQL(verbatim: "\(Self.quoted(schema)).atrium_migrations")
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
