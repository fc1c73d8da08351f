internal import CPostgres
internal import Storage

/// What the server has against a statement, without the statement's values.
struct ServerFailure {
  let sqlState: String
  /// The session ends with this error.
  let isFatal: Bool
  /// The whole server ends with it, whatever it was in the middle of.
  private let isPanic: Bool
  /// The plan of a prepared statement gives other columns than it used to, or is gone.
  let isStalePlan: Bool
  /// Where in the text the server stumbled, in characters counted from 1.
  let position: Int?
  private let message: String
  private let table: String?
  private let constraint: String?
  private let columns: [String]

  /// Reads an error, or answers nil when it is libpq's own: the connection is lost.
  init?(_ result: OpaquePointer) {
    guard let sqlState = atrium_pg_sqlstate(result).map(String.init(cString:)) else { return nil }
    self.sqlState = sqlState
    let severity = atrium_pg_severity(result).map(String.init(cString:))
    isPanic = severity == "PANIC"
    isFatal = isPanic || severity == "FATAL"
    isStalePlan =
      sqlState == "26000"
      || sqlState == "0A000"
        && atrium_pg_routine(result).map(String.init(cString:)) == "RevalidateCachedQuery"
    position = atrium_pg_position(result).flatMap { Int(String(cString: $0)) }
    message = Self.masked(
      atrium_pg_primary(result).map(String.init(cString:)) ?? "", sqlState: sqlState)
    table = atrium_pg_table(result).map(String.init(cString:))
    constraint = atrium_pg_constraint(result).map(String.init(cString:))
    if let column = atrium_pg_column(result) {
      columns = [String(cString: column)]
    } else {
      columns = atrium_pg_detail(result).map { Self.columns(inDetail: String(cString: $0)) } ?? []
    }
  }

  /// What the code means.
  var meaning: SQLStateMeaning { SQLStateMeaning(sqlState) }

  /// Whether the transaction lost against another one and may be run again.
  var isConflict: Bool { meaning == .conflict }

  /// Whether it may go through in another session.
  var isSessions: Bool { meaning == .readOnly || meaning == .spoiledSession }

  /// Whether the server itself ends the session with this error: what it had not answered, it has
  /// not done. A pooler whose server is gone says so in a FATAL of its own, of class 08, and does
  /// not know what that server had done. A server that panics does not know it either: the commit
  /// whose record could not be flushed may be found in the log when it starts again.
  var isServersEnd: Bool {
    isFatal && !isPanic && !sqlState.hasPrefix("08") && meaning != .outcomeUnknown
  }

  /// The server does not have the prepared statement.
  var isMissingStatement: Bool { sqlState == "26000" }

  /// The parameter, counted from 1, whose type the server could not infer. The message names it,
  /// in every language, as `$1`.
  var parameterOfUnknownType: Int? {
    guard sqlState == "42P18", let dollar = message.lastIndex(of: "$") else { return nil }
    return Int(message[message.index(after: dollar)...].prefix { $0.isASCII && $0.isNumber })
  }

  /// The error for callers.
  func error(statement: String) -> any Error {
    guard !isFatal else { return StorageUnavailable.unreachable(message) }
    return switch meaning {
    case .unique: StorageError.uniqueViolation(rule(statement, columns))
    case .foreignKey: StorageError.foreignKeyViolation(rule(statement, []))
    case .check: StorageError.checkViolation(rule(statement, []))
    case .notNull: StorageError.notNullViolation(rule(statement, columns))
    case .immutable: StorageError.immutable(message: message)
    case .conflict: StorageError.serializationFailure(statement: statement)
    case .fault: StorageError.statement(sql: statement, sqlState: sqlState, message: message)
    default: unavailability(statement)
    }
  }

  /// The error for who runs a script, which brings its own schema: what it misses is its mistake.
  func error(script: String) -> any Error {
    meaning == .foreignSchema && !isFatal
      ? StorageError.statement(sql: script, sqlState: sqlState, message: message)
      : error(statement: script)
  }

  private func unavailability(_ statement: String) -> StorageUnavailable {
    let cause = "\(message) [\(sqlState)]"
    return switch meaning {
    case .readOnly:
      .readOnly(
        "\(cause); it is a standby, or default_transaction_read_only is on: the URL has to lead "
          + "to the primary")
    case .locked: .locked(statement: statement)
    case .cancelled: .cancelled(statement: statement)
    case .exhausted:
      .exhausted("\(cause); see max_connections, work_mem and max_locks_per_transaction")
    case .diskFull: .diskFull("\(cause); free some on the database server")
    case .refused:
      .refused("\(cause); 'atrium-migrate verify' names missing grants, 'apply' makes them")
    case .foreignSchema: .foreignSchema("\(cause), at: \(statement)")
    case .failing: .failing("\(cause); see the log of the database server")
    case .outcomeUnknown: .outcomeUnknown
    default: .unreachable(cause)
    }
  }

  private func rule(_ statement: String, _ columns: [String]) -> StorageError.Constraint {
    StorageError.Constraint(
      name: constraint, table: table, columns: columns, statement: statement)
  }

  /// Data exceptions quote the value that they refuse; nobody shall read it in a log.
  private static func masked(_ message: String, sqlState: String) -> String {
    guard sqlState.hasPrefix("22"), let first = message.firstIndex(of: "\""),
      let last = message.lastIndex(of: "\""), first < last
    else { return message }
    return message[...first] + "…" + message[last...]
  }

  /// The columns in `Key (a, b)=(1, 2) already exists.`, in whatever language; the values after
  /// them are dropped.
  private static func columns(inDetail detail: String) -> [String] {
    guard let open = detail.firstIndex(of: "("), let end = detail.firstRange(of: ")=("),
      open < end.lowerBound
    else { return [] }
    return detail[detail.index(after: open)..<end.lowerBound]
      .split(separator: ", ")
      .map { name in
        name.count > 1 && name.first == "\"" && name.last == "\""
          ? String(name.dropFirst().dropLast()).replacing("\"\"", with: "\"") : String(name)
      }
  }
}
