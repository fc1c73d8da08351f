import CSQLite
import Storage

/// Turns SQLite's result codes into the errors that every engine throws.
enum SQLiteFailure {
  /// Nothing was written, and what is there is whole.
  static let diskFull = StorageUnavailable.unreachable("the disk is full")

  /// The error of a call that just failed on a connection.
  static func error(_ code: Int32, on database: OpaquePointer?, in statement: String) -> any Error {
    let message = database.map { String(cString: sqlite3_errmsg($0)) } ?? describe(code)
    let extended = database.map { sqlite3_extended_errcode($0) } ?? code
    if extended & 0xff == SQLITE_CONSTRAINT {
      return constraint(extended, message: message, statement: statement)
    }
    return unavailability(extended, message: message)
      ?? StorageError.statement(
        sql: statement, sqlState: "SQLITE_\(extended)", message: message)
  }

  /// Not the statement's fault: the file, the disk, or another process.
  private static func unavailability(_ code: Int32, message: String) -> StorageUnavailable? {
    switch code & 0xff {
    case SQLITE_BUSY, SQLITE_LOCKED: .busy
    case SQLITE_NOMEM: .overloaded
    case SQLITE_FULL: diskFull
    case SQLITE_IOERR, SQLITE_CANTOPEN, SQLITE_READONLY, SQLITE_PERM, SQLITE_CORRUPT,
      SQLITE_NOTADB, SQLITE_PROTOCOL, SQLITE_NOLFS:
      .unreachable("\(message) [SQLITE_\(code)]")
    default: nil
    }
  }

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
