import Kernel
import Storage

/// One migration, run forward or back.
struct Step {
  let session: MigrationSession
  let migration: Migration

  /// Runs the migration and answers its row of the history.
  func apply() throws -> HistoryEntry {
    let script = migration.script(for: session.dialect)
    session.report(.began(migration.id))
    let start = session.clock.now()
    let entry: HistoryEntry
    if script.isTransactional {
      entry = try transactionally(script) {
        let entry = session.entry(for: migration, since: start, kind: .applied)
        try session.insert(entry)
        return entry
      }
    } else {
      try session.insert(session.entry(for: migration, since: start, kind: .applying))
      try LoneStatement(session: session, id: migration.id, script: script).run {
        try session.delete(migration.id)
      }
      entry = session.entry(for: migration, since: start, kind: .applied)
      try session.finish(entry)
    }
    try session.restore()
    session.report(.finished(entry))
    return entry
  }

  /// Undoes the migration and takes it out of the history.
  ///
  /// - Precondition: It has a down file for this engine.
  func revert() throws {
    guard let script = migration.down(for: session.dialect) else { return }
    session.report(.began(migration.id))
    if script.isTransactional {
      try transactionally(script) { try session.delete(migration.id) }
    } else {
      try session.update(migration.id, kind: .reverting)
      try LoneStatement(session: session, id: migration.id, script: script).run {
        try session.update(migration.id, kind: .applied)
      }
      try session.delete(migration.id)
    }
    try session.restore()
    session.report(.reverted(migration.id))
  }

  /// Runs the script and `record` in one transaction, again when others held its locks too long.
  private func transactionally<Value>(
    _ script: MigrationScript, record: () throws -> Value
  ) throws -> Value {
    var attempt = 1
    while true {
      do {
        return try once(script, record: record)
      } catch let failure as StatementFailure {
        guard failure.isLockTimeout, attempt < session.settings.attempts else {
          throw failure.migrationError(migration.id, file: script.file)
        }
        attempt += 1
        session.report(.retrying(migration.id, attempt: attempt))
        Pause.run(.milliseconds(100 * attempt))
      }
    }
  }

  private func once<Value>(
    _ script: MigrationScript, record: () throws -> Value
  ) throws -> Value {
    try withoutForeignKeys {
      try StatementFailure.wrapping(line: nil) {
        try session.inTransaction {
          for statement in script.statements {
            try StatementFailure.wrapping(line: statement.line) {
              try session.connection.executeScript(statement.text)
            }
          }
          try checkForeignKeys()
          // With the tables themselves, so that a server that is at work is never without them.
          try session.grants.give()
          return try record()
        }
      }
    }
  }

  /// SQLite cannot change a table that others point to while it enforces foreign keys, and can
  /// switch that only outside a transaction: so it is off meanwhile, and checked at the end.
  private func withoutForeignKeys<Value>(_ body: () throws -> Value) throws -> Value {
    guard session.dialect == .sqlite else { return try body() }
    let wereOn = try session.connection.first("PRAGMA foreign_keys") {
      try $0.get(0, as: Bool.self)
    }
    try session.connection.executeScript("PRAGMA foreign_keys = OFF")
    defer {
      // Fails only when the connection is lost, which the caller learns anyhow.
      if wereOn == true { try? session.connection.executeScript("PRAGMA foreign_keys = ON") }
    }
    return try body()
  }

  private func checkForeignKeys() throws {
    guard session.dialect == .sqlite else { return }
    let broken = try session.connection.query("PRAGMA foreign_key_check")
    guard let first = broken.first else { return }
    let table = try first.get(0, as: String.self)
    let parent = try first.get(2, as: String.self)
    throw BrokenForeignKeys(count: broken.count, table: table, parent: parent)
  }
}

/// Rows that a migration on SQLite left pointing to nothing.
struct BrokenForeignKeys: Error, CustomStringConvertible {
  let count: Int
  let table: String
  let parent: String

  var description: String {
    "\(count) foreign key(s) would point to nothing, the first from \(table) to \(parent)"
  }
}

/// A statement that failed, and where it stands.
struct StatementFailure: Error {
  let line: Int?
  let cause: any Error

  /// Runs `body`, and notes the place of its error unless an inner call has done so.
  static func wrapping<Value>(line: Int?, _ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let failure as StatementFailure {
      throw failure
    } catch {
      throw StatementFailure(line: line, cause: error)
    }
  }

  /// Whether others held a lock for too long (or a deadlock was broken at our cost), so that
  /// another try makes sense.
  var isLockTimeout: Bool {
    switch cause {
    case StorageError.statement(_, sqlState: "55P03", _), StorageError.serializationFailure,
      StorageError.statement(_, sqlState: "40P01", _), StorageUnavailable.busy,
      StorageUnavailable.locked:
      true
    default: false
    }
  }

  func migrationError(_ id: MigrationID, file: String) -> MigrationError {
    switch cause {
    case let error as MigrationError: error
    case StorageUnavailable.busy where line == nil, StorageUnavailable.locked where line == nil:
      MigrationError(cause)
    case StorageUnavailable.busy, StorageUnavailable.locked:
      .failed(
        MigrationError.Failure(
          migration: id, file: file, line: line,
          reason: "others kept what it needs locked, at every try"))
    case let error as StorageUnavailable where error.isRefusal:
      .failed(
        MigrationError.Failure(migration: id, file: file, line: line, reason: "\(error)"))
    case let error as StorageUnavailable:
      .unreachable(
        "the database was lost during \(id): \(error). What that left is seen by status; apply "
          + "goes on from there")
    case StorageError.statement(_, let state, let message):
      .failed(
        MigrationError.Failure(
          migration: id, file: file, line: line, reason: "\(message) [\(state)]"))
    default:
      .failed(
        MigrationError.Failure(migration: id, file: file, line: line, reason: "\(cause)"))
    }
  }
}

extension StorageUnavailable {
  /// Whether the database answered and refused: the statement was rolled back, and the connection
  /// is as good as before.
  fileprivate var isRefusal: Bool {
    switch self {
    case .exhausted, .diskFull, .readOnly, .cancelled, .refused, .foreignSchema, .failing:
      true
    case .unreachable, .overloaded, .busy, .locked, .outcomeUnknown, .notReplicated, .unconfirmed:
      false
    }
  }
}
