import CSQLite
import Kernel
import Storage

/// The rows of one answer, packed: sixteen bytes a value, and all text and blobs in one place.
///
/// Nothing of it changes once it is made. It lies in memory of its own and not in arrays, which
/// would be asked for each value added whether anybody else holds them.
final class SQLiteRows: RowSource, @unchecked Sendable {
  // Unchecked: nothing is written to once the packer has handed the memory over.

  fileprivate struct Cell {
    /// The integer, the bits of the floating-point number, or where the octets start.
    var payload: Int64
    var length: Int32
    /// SQLite's type code.
    var type: Int32
  }

  let columns: ColumnNames
  private let width: Int
  private let cells: UnsafeMutablePointer<Cell>
  private let octets: UnsafeMutablePointer<UInt8>

  /// Takes the memory over.
  fileprivate init(
    columns: ColumnNames, cells: UnsafeMutablePointer<Cell>, octets: UnsafeMutablePointer<UInt8>
  ) {
    self.columns = columns
    width = columns.count
    self.cells = cells
    self.octets = octets
  }

  deinit {
    cells.deallocate()
    octets.deallocate()
  }

  @inline(__always)
  private func cell(_ row: Int, _ column: Int) -> Cell {
    cells[row * width + column]
  }

  @inline(__always)
  private func octets(_ cell: Cell) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: octets + Int(cell.payload), count: Int(cell.length))
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
    guard let text = try? UTF8Span(validating: octets(cell).span) else { return nil }
    return String(copying: text)
  }

  func bytes(row: Int, column: Int) -> [UInt8]? {
    let cell = cell(row, column)
    guard cell.type == SQLITE_BLOB else { return nil }
    return Array(octets(cell))
  }

  func uuid(row: Int, column: Int) -> UInt128? {
    let cell = cell(row, column)
    guard cell.type == SQLITE_BLOB, cell.length == 16 else { return nil }
    return UInt128(
      bigEndian: UnsafeRawPointer(octets + Int(cell.payload)).loadUnaligned(as: UInt128.self))
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

extension SQLiteRows {
  /// Takes over rows while a statement steps from one to the next.
  struct Packer: ~Copyable {
    private let columns: ColumnNames
    private let width: Int
    private var cells: UnsafeMutablePointer<Cell>
    private var cellRoom: Int
    private var octets: UnsafeMutablePointer<UInt8>
    private var octetRoom: Int
    private var octetCount = 0
    private var rowCount = 0
    private var isHandedOver = false

    init(columns: ColumnNames) {
      self.columns = columns
      width = columns.count
      cellRoom = max(1, width)
      cells = .allocate(capacity: cellRoom)
      octetRoom = 256
      octets = .allocate(capacity: octetRoom)
    }

    deinit {
      guard !isHandedOver else { return }
      cells.deallocate()
      octets.deallocate()
    }

    /// The rows taken over, once no more come.
    mutating func rows() -> [Row] {
      isHandedOver = true
      let source = SQLiteRows(columns: columns, cells: cells, octets: octets)
      var rows: [Row] = []
      rows.reserveCapacity(rowCount)
      for index in 0..<rowCount { rows.append(Row(source, at: index, width: width)) }
      return rows
    }

    /// Takes over the row that the statement stands on.
    ///
    /// The values are read by their addresses, since asking the statement for each would lock it
    /// and look the column up three times. What lies there may be used by the statement's own
    /// thread alone, and until it steps on: which is here.
    mutating func append(_ statement: OpaquePointer) {
      let first = rowCount * width
      if first + width > cellRoom { growCells() }
      for column in 0..<width {
        cells[first + column] = cell(sqlite3_column_value(statement, Int32(column)))
      }
      rowCount += 1
    }

    @inline(__always)
    private mutating func cell(_ value: OpaquePointer?) -> Cell {
      let type = sqlite3_value_type(value)
      switch type {
      case SQLITE_INTEGER:
        return Cell(payload: sqlite3_value_int64(value), length: 0, type: type)
      case SQLITE_FLOAT:
        let bits = Int64(bitPattern: sqlite3_value_double(value).bitPattern)
        return Cell(payload: bits, length: 0, type: type)
      case SQLITE_TEXT:
        // Asked for first: what the octets are in is decided by it.
        let text = sqlite3_value_text(value)
        return copy(text, sqlite3_value_bytes(value), type)
      case SQLITE_BLOB:
        let blob = sqlite3_value_blob(value)
        return copy(blob, sqlite3_value_bytes(value), type)
      default:
        return Cell(payload: 0, length: 0, type: SQLITE_NULL)
      }
    }

    private mutating func copy(
      _ source: UnsafeRawPointer?, _ length: Int32, _ type: Int32
    ) -> Cell {
      let start = octetCount
      octetCount += Int(length)
      if octetCount > octetRoom { growOctets(keeping: start) }
      // An empty blob has no address.
      if let source {
        UnsafeMutableRawPointer(octets + start).copyMemory(from: source, byteCount: Int(length))
      }
      return Cell(payload: Int64(start), length: length, type: type)
    }

    @inline(never)
    private mutating func growCells() {
      let room = max(2 * cellRoom, 8 * width)
      let larger = UnsafeMutablePointer<Cell>.allocate(capacity: room)
      larger.update(from: cells, count: rowCount * width)
      cells.deallocate()
      (cells, cellRoom) = (larger, room)
    }

    @inline(never)
    private mutating func growOctets(keeping used: Int) {
      let room = max(2 * octetRoom, octetCount)
      let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: room)
      larger.update(from: octets, count: used)
      octets.deallocate()
      (octets, octetRoom) = (larger, room)
    }
  }
}
