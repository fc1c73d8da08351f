import CSQLite
import Glibc
import Kernel
import Storage

/// A prepared statement of one connection. Used by the thread that uses the connection.
final class SQLiteStatement {
  private let handle: OpaquePointer
  private let database: OpaquePointer
  private let shape: SQLShape
  private var columns: ColumnNames
  /// The arrays that are bound, until the next reset.
  private var arrays: [BoundArray] = []
  /// Whether arrays may be bound: anywhere else than in `unnest` they would be taken for NULL.
  private let takesArrays: Bool
  /// When it was last used, by the connection's own count; for the cache.
  var lastUse = 0

  /// Whether running it leaves the database as it is.
  let isReadOnly: Bool

  /// Prepares the text of a shape, which must be exactly one statement.
  init(_ shape: SQLShape, on database: OpaquePointer) throws {
    let text = shape.text(for: .sqlite)
    handle = try Self.prepareOnly(text, on: database)
    takesArrays = text.contains("unnest(")
    self.database = database
    self.shape = shape
    columns = Self.columns(of: handle)
    isReadOnly = sqlite3_stmt_readonly(handle) != 0
  }

  deinit {
    sqlite3_finalize(handle)
  }

  /// Runs it and answers its rows.
  func query(_ bindings: [SQLValue]) throws -> [Row] {
    defer { reset() }
    try bind(bindings)
    guard try step() else { return [] }
    refreshColumns()
    var rows = SQLiteRows.Packer(columns: columns)
    repeat { rows.append(handle) } while try step()
    return rows.rows()
  }

  /// Runs it and answers how many rows it changed by itself, not through triggers or cascades.
  func execute(_ bindings: [SQLValue]) throws -> Int {
    defer { reset() }
    try bind(bindings)
    // Statements that change no rows (a CREATE) leave the count of the one before them standing.
    let before = sqlite3_total_changes64(database)
    while try step() {}
    return sqlite3_total_changes64(database) == before ? 0 : Int(sqlite3_changes64(database))
  }

  private func reset() {
    sqlite3_reset(handle)
    guard !arrays.isEmpty else { return }
    sqlite3_clear_bindings(handle)
    arrays.removeAll(keepingCapacity: true)
  }

  private func step() throws -> Bool {
    let code = sqlite3_step(handle)
    switch code {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    default: throw failure(code)
    }
  }

  private func failure(_ code: Int32) -> any Error {
    SQLiteFailure.error(code, on: database, in: shape.text(for: .sqlite))
  }

  /// After a change of the schema SQLite prepares again, and `SELECT *` may have other columns.
  private func refreshColumns() {
    guard sqlite3_stmt_status(handle, SQLITE_STMTSTATUS_REPREPARE, 1) > 0 else { return }
    columns = Self.columns(of: handle)
  }

  private static func columns(of handle: OpaquePointer) -> ColumnNames {
    ColumnNames(
      (0..<sqlite3_column_count(handle)).map { String(cString: sqlite3_column_name(handle, $0)) })
  }
}

// Binding.
extension SQLiteStatement {
  private func bind(_ values: [SQLValue]) throws {
    guard Int(sqlite3_bind_parameter_count(handle)) == values.count else {
      throw StorageError.statement(
        sql: shape.text(for: .sqlite), sqlState: "SQLITE_\(SQLITE_RANGE)",
        message: "the statement's placeholders and its \(values.count) values do not match")
    }
    for index in values.indices {
      let code = try bind(values[index], at: Int32(index) + 1)
      guard code == SQLITE_OK else { throw failure(code) }
    }
  }

  private func bind(_ value: SQLValue, at index: Int32) throws -> Int32 {
    switch value {
    case .null: sqlite3_bind_null(handle, index)
    case .bool(let flag): sqlite3_bind_int64(handle, index, flag ? 1 : 0)
    case .integer(let number): sqlite3_bind_int64(handle, index, number)
    case .real(let number): sqlite3_bind_double(handle, index, number)
    case .text(let text): try bind(text, at: index)
    case .bytes(let bytes): bind(bytes, at: index)
    case .uuid(let id):
      withUnsafeBytes(of: id.bigEndian) {
        csqlite_bind_blob(handle, index, $0.baseAddress, 16)
      }
    case .instant(let instant): sqlite3_bind_int64(handle, index, instant.milliseconds)
    case .date(let date): try bind(date.description, at: index)
    case .bools, .integers, .texts, .optionalTexts, .bytesArray, .uuids, .instants:
      try bind(array: value, at: index)
    }
  }

  private func bind(array value: SQLValue, at index: Int32) throws -> Int32 {
    guard takesArrays else {
      throw StorageError.statement(
        sql: shape.text(for: .sqlite), sqlState: "SQLITE_\(SQLITE_MISMATCH)",
        message: "binding \(index) is an array, which SQLite takes in unnest only; use a list")
    }
    guard let array = BoundArray(value) else {
      throw StorageError.invalidText(binding: Int(index), statement: shape.text(for: .sqlite))
    }
    arrays.append(array)
    return csqlite_bind_array(handle, index, array.address)
  }

  private func bind(_ text: String, at index: Int32) throws -> Int32 {
    var text = text
    let code = text.withUTF8 { bytes -> Int32? in
      guard let start = bytes.baseAddress else { return csqlite_bind_text(handle, index, "", 0) }
      // SQLite would store it, and many of its functions would then see half of it.
      guard memchr(start, 0, bytes.count) == nil else { return nil }
      guard let count = Int32(exactly: bytes.count) else { return SQLITE_TOOBIG }
      return start.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
        csqlite_bind_text(handle, index, $0, count)
      }
    }
    guard let code else {
      throw StorageError.invalidText(binding: Int(index), statement: shape.text(for: .sqlite))
    }
    return code
  }

  private func bind(_ bytes: [UInt8], at index: Int32) -> Int32 {
    guard let count = Int32(exactly: bytes.count) else { return SQLITE_TOOBIG }
    // A null pointer would be NULL, not an empty blob.
    guard count > 0 else { return sqlite3_bind_zeroblob(handle, index, 0) }
    return bytes.withUnsafeBytes { csqlite_bind_blob(handle, index, $0.baseAddress, count) }
  }
}

// Preparing.
extension SQLiteStatement {
  /// Prepares a text that must be exactly one statement.
  private static func prepareOnly(
    _ text: String, on database: OpaquePointer
  ) throws -> OpaquePointer {
    var text = text
    return try text.withUTF8 { bytes in
      let (handle, used) = try prepare(bytes, on: database, isPersistent: true)
      let rest = UnsafeBufferPointer(rebasing: bytes[used...])
      guard let handle else {
        throw refusal("no statement", bytes)
      }
      do {
        guard let second = try prepare(rest, on: database, isPersistent: false).handle else {
          return handle
        }
        sqlite3_finalize(second)
      } catch {
        // What follows is not even SQL, which is no better.
      }
      sqlite3_finalize(handle)
      throw refusal("more than one statement", bytes)
    }
  }

  private static func refusal(
    _ message: String, _ text: UnsafeBufferPointer<UInt8>
  ) -> StorageError {
    .statement(
      sql: String(decoding: text, as: UTF8.self), sqlState: "SQLITE_\(SQLITE_MISUSE)",
      message: message)
  }

  /// Prepares the first statement of a text and tells how many bytes it took. There is no handle
  /// when the text starts with nothing but white space, a comment or a semicolon.
  static func prepare(
    _ bytes: UnsafeBufferPointer<UInt8>, on database: OpaquePointer, isPersistent: Bool
  ) throws -> (handle: OpaquePointer?, used: Int) {
    guard let start = bytes.baseAddress, !bytes.isEmpty else { return (nil, 0) }
    var handle: OpaquePointer?
    var used: Int32 = 0
    let flags = isPersistent ? UInt32(SQLITE_PREPARE_PERSISTENT) : 0
    let code = start.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
      csqlite_prepare(database, $0, Int32(bytes.count), flags, &handle, &used)
    }
    guard code == SQLITE_OK else {
      let text = String(decoding: bytes.prefix(2_000), as: UTF8.self)
      throw isPersistent
        ? SQLiteFailure.error(code, on: database, in: text)
        : SQLiteFailure.error(code, on: database, inScript: text)
    }
    return (handle, Int(used))
  }
}
