import CSQLite
import Kernel
import Storage

/// The rows of one answer, packed: sixteen bytes a value, and all text and blobs in one array.
///
/// Nothing of it changes once it is made, so that reading need not check that nobody writes.
final class SQLiteRows: RowSource {
  fileprivate struct Cell {
    /// The integer, the bits of the floating-point number, or where the octets start.
    var payload: Int64
    var length: Int32
    /// SQLite's type code.
    var type: Int32
  }

  /// Takes over rows while a statement steps from one to the next.
  struct Packer {
    private let columns: ColumnNames
    private var cells: [Cell] = []
    private var octets: [UInt8] = []
    private var rowCount = 0

    init(columns: ColumnNames) {
      self.columns = columns
      cells.reserveCapacity(columns.count)
    }
  }

  let columns: ColumnNames
  private let cells: [Cell]
  private let octets: [UInt8]

  fileprivate init(columns: ColumnNames, cells: [Cell], octets: [UInt8]) {
    self.columns = columns
    self.cells = cells
    self.octets = octets
  }

  private func cell(_ row: Int, _ column: Int) -> Cell {
    cells[row * columns.count + column]
  }

  private func withOctets<Result>(
    _ cell: Cell, _ body: (UnsafeBufferPointer<UInt8>) -> Result
  ) -> Result {
    octets.withUnsafeBufferPointer { all in
      let start = Int(cell.payload)
      return body(UnsafeBufferPointer(rebasing: all[start..<start + Int(cell.length)]))
    }
  }

  func isNull(row: Int, column: Int) -> Bool {
    cell(row, column).type == SQLITE_NULL
  }

  func integer(row: Int, column: Int) -> Int64? {
    let cell = cell(row, column)
    return cell.type == SQLITE_INTEGER ? cell.payload : nil
  }

  func bool(row: Int, column: Int) -> Bool? {
    switch integer(row: row, column: column) {
    case 0: false
    case 1: true
    default: nil
    }
  }

  func real(row: Int, column: Int) -> Double? {
    let cell = cell(row, column)
    switch cell.type {
    case SQLITE_FLOAT: return Double(bitPattern: UInt64(bitPattern: cell.payload))
    case SQLITE_INTEGER: return Double(cell.payload)
    default: return nil
    }
  }

  func text(row: Int, column: Int) -> String? {
    let cell = cell(row, column)
    guard cell.type == SQLITE_TEXT else { return nil }
    return withOctets(cell) { octets in
      guard let text = try? UTF8Span(validating: octets.span) else { return nil }
      return String(copying: text)
    }
  }

  func bytes(row: Int, column: Int) -> [UInt8]? {
    let cell = cell(row, column)
    guard cell.type == SQLITE_BLOB else { return nil }
    return withOctets(cell) { Array($0) }
  }

  func uuid(row: Int, column: Int) -> UInt128? {
    let cell = cell(row, column)
    guard cell.type == SQLITE_BLOB, cell.length == 16 else { return nil }
    return withOctets(cell) {
      UInt128(bigEndian: UnsafeRawBufferPointer($0).loadUnaligned(as: UInt128.self))
    }
  }

  func instant(row: Int, column: Int) -> Instant? {
    integer(row: row, column: column).map(Instant.init(milliseconds:))
  }

  func date(row: Int, column: Int) -> CivilDate? {
    text(row: row, column: column).flatMap(CivilDate.init)
  }

  func typeName(row: Int, column: Int) -> String {
    switch cell(row, column).type {
    case SQLITE_INTEGER: "INTEGER"
    case SQLITE_FLOAT: "REAL"
    case SQLITE_TEXT: "TEXT"
    case SQLITE_BLOB: "BLOB"
    default: "NULL"
    }
  }
}

extension SQLiteRows.Packer {
  /// Takes over the row that the statement stands on.
  mutating func append(_ statement: OpaquePointer) {
    for column in 0..<Int32(columns.count) {
      let type = sqlite3_column_type(statement, column)
      switch type {
      case SQLITE_INTEGER:
        append(sqlite3_column_int64(statement, column), type)
      case SQLITE_FLOAT:
        append(Int64(bitPattern: sqlite3_column_double(statement, column).bitPattern), type)
      case SQLITE_TEXT:
        appendOctets(sqlite3_column_text(statement, column), statement, column, type)
      case SQLITE_BLOB:
        appendOctets(sqlite3_column_blob(statement, column), statement, column, type)
      default:
        append(0, SQLITE_NULL)
      }
    }
    rowCount += 1
  }

  private mutating func append(_ payload: Int64, _ type: Int32) {
    cells.append(.init(payload: payload, length: 0, type: type))
  }

  private mutating func appendOctets(
    _ start: UnsafeRawPointer?, _ statement: OpaquePointer, _ column: Int32, _ type: Int32
  ) {
    let length = sqlite3_column_bytes(statement, column)
    cells.append(.init(payload: Int64(octets.count), length: length, type: type))
    octets.append(contentsOf: UnsafeRawBufferPointer(start: start, count: Int(length)))
  }

  /// The rows taken over.
  func rows() -> [Row] {
    let source = SQLiteRows(columns: columns, cells: cells, octets: octets)
    let width = columns.count
    return (0..<rowCount).map { Row(source, at: $0, width: width) }
  }
}
