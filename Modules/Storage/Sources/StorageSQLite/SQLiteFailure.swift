import CSQLite
import Storage

/// Turns SQLite's result codes into the errors that every engine throws.
enum SQLiteFailure {
  /// The error of a call that just failed on a connection.
  static func error(_ code: Int32, on database: OpaquePointer?, in statement: String) -> any Error {
    let message = database.map { String(cString: sqlite3_errmsg($0)) } ?? describe(code)
    let extended = database.map { sqlite3_extended_errcode($0) } ?? code
    if extended & 0xff == SQLITE_CONSTRAINT {
      return constraint(extended, message: message, statement: statement)
    }
    return unavailability(extended, message: message, statement: statement)
      ?? StorageError.statement(
        sql: statement, sqlState: "SQLITE_\(extended)", message: message)
  }

  /// Not the statement's fault: the file, the disk, or another process. This is the one place that
  /// knows what SQLite means by its codes; what it does not name is a mistake in our code.
  private static func unavailability(
    _ code: Int32, message: String, statement: String
  ) -> StorageUnavailable? {
    let cause = "\(message) [SQLITE_\(code)]"
    return switch code & 0xff {
    case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL: .busy
    case SQLITE_NOMEM: .overloaded
    case SQLITE_FULL: .diskFull("\(cause); free some where the database's file is")
    case SQLITE_READONLY, SQLITE_PERM:
      .readOnly("\(cause); see who may write the file, the files beside it and their folder")
    case SQLITE_INTERRUPT, SQLITE_ABORT: .cancelled(statement: statement)
    case SQLITE_CORRUPT, SQLITE_NOTADB:
      .failing("\(cause); restore the last backup with 'atrium restore'")
    case SQLITE_IOERR: .failing("\(cause); see the log of the machine for its disk")
    case SQLITE_CANTOPEN, SQLITE_NOLFS: .unreachable(cause)
    // The schema changed again and again while the statement was to be prepared.
    case SQLITE_SCHEMA: .busy
    case SQLITE_ERROR where isOfForeignSchema(message):
      .foreignSchema("\(cause), at: \(statement)")
    default: nil
    }
  }

  /// Whether a table or a column is missing. SQLite has no code of its own for that, and its
  /// messages are not translated.
  private static func isOfForeignSchema(_ message: String) -> Bool {
    message.hasPrefix("no such table: ") || message.hasPrefix("no such column: ")
      || (message.hasPrefix("table ") && message.contains(" has no column named "))
  }

  /// The error of a script, which brings its own schema: what it misses is its mistake.
  static func error(
    _ code: Int32, on database: OpaquePointer?, inScript script: String
  ) -> any Error {
    let error = error(code, on: database, in: script)
    guard case StorageUnavailable.foreignSchema = error, let database else { return error }
    return StorageError.statement(
      sql: script, sqlState: "SQLITE_\(sqlite3_extended_errcode(database))",
      message: String(cString: sqlite3_errmsg(database)))
  }

  /// Whether a transaction may have been committed although COMMIT failed so: what was to be its
  /// last write may have reached the disk although the disk said that it had not. After any other
  /// failure nothing has.
  static func isUnknownOutcome(ofCommit code: Int32) -> Bool { code & 0xff == SQLITE_IOERR }

  private static func constraint(
    _ code: Int32, message: String, statement: String
  ) -> StorageError {
    // "UNIQUE constraint failed: users.email, users.tenant"
    let subject = message.utf8.firstIndex(of: UInt8(ascii: ":")).map {
      String(message[message.index(after: $0)...].drop { $0 == " " })
    }
    switch code {
    case csqlite_constraint_unique, csqlite_constraint_primary_key, csqlite_constraint_rowid:
      return .uniqueViolation(columns(subject, statement: statement))
    case csqlite_constraint_not_null:
      return .notNullViolation(columns(subject, statement: statement))
    case csqlite_constraint_foreign_key:
      return .foreignKeyViolation(.init(statement: statement))
    case csqlite_constraint_check:
      return .checkViolation(.init(name: subject, statement: statement))
    case csqlite_constraint_trigger:
      return .immutable(message: message)
    default:
      return .statement(sql: statement, sqlState: "SQLITE_\(code)", message: message)
    }
  }

  /// Reads `table.column, table.column`, or `index 'name'` for an index over expressions.
  private static func columns(_ subject: String?, statement: String) -> StorageError.Constraint {
    guard let subject else { return .init(statement: statement) }
    if subject.hasPrefix("index '") {
      let name = subject.dropFirst("index '".count).dropLast()
      return .init(name: String(name), statement: statement)
    }
    let parts = subject.split(separator: ",").map { part in
      part.drop { $0 == " " }.split(separator: ".", maxSplits: 1)
    }
    return .init(
      table: parts.first?.first.map(String.init),
      columns: parts.compactMap { $0.count == 2 ? String($0[1]) : nil },
      statement: statement)
  }

  private static func describe(_ code: Int32) -> String {
    String(cString: sqlite3_errstr(code))
  }
}
