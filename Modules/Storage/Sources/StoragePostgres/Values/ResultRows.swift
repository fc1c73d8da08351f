internal import CPostgres
internal import Kernel
internal import Storage

/// The columns of a statement's answers. Postgres refuses to run a prepared statement whose columns
/// have changed, so they are read once.
final class ColumnLayout: @unchecked Sendable {
  // Unchecked: nothing writes to the types once they are read.

  let names: ColumnNames
  /// One for each name.
  let types: UnsafeMutablePointer<Oid>

  init(of result: OpaquePointer) {
    let columns = 0..<PQnfields(result)
    names = ColumnNames(columns.map { String(cString: PQfname(result, $0)) })
    types = .allocate(capacity: columns.count)
    for column in columns { (types + Int(column)).initialize(to: PQftype(result, column)) }
  }

  deinit {
    types.deallocate()
  }
}

/// One answer, as libpq keeps it. Rows read from its binary form.
final class ResultRows: @unchecked Sendable {
  // Unchecked: nothing writes to a PGresult once libpq has handed it over.

  let result: OpaquePointer
  let layout: ColumnLayout
  /// The layout's own, which lie as long as it does.
  private let types: UnsafePointer<Oid>

  /// Takes the result over and frees it in the end.
  init(_ result: OpaquePointer, layout: ColumnLayout) {
    self.result = result
    self.layout = layout
    types = UnsafePointer(layout.types)
  }

  deinit {
    PQclear(result)
  }

  /// The rows, each of which keeps the whole answer alive.
  var rows: [Row] {
    let count = Int(PQntuples(result))
    guard count > 0 else { return [] }
    var rows: [Row] = []
    rows.reserveCapacity(count)
    let width = layout.names.count
    for index in 0..<count { rows.append(Row(self, at: index, width: width)) }
    return rows
  }

  /// How many rows the statement changed (for a SELECT: found); 0 where the server does not say.
  var affectedRows: Int {
    guard let text = PQcmdTuples(result) else { return 0 }
    var count = 0
    var digit = text
    while digit.pointee != 0 {
      count = 10 * count + Int(digit.pointee - 48)
      digit += 1
    }
    return count
  }

  /// A column's type and bytes.
  @inline(__always)
  private func value(_ row: Int, _ column: Int) -> BinaryValue {
    BinaryValue(type: types[column], octets: octets(row, column))
  }

  /// The bytes of a column, or nil for NULL.
  @inline(__always)
  private func octets(_ row: Int, _ column: Int) -> UnsafeRawBufferPointer? {
    let (row, column) = (Int32(truncatingIfNeeded: row), Int32(truncatingIfNeeded: column))
    let length = Int(PQgetlength(result, row, column))
    // A NULL has no length; an empty value has none either.
    if length == 0, PQgetisnull(result, row, column) != 0 { return nil }
    return UnsafeRawBufferPointer(start: PQgetvalue(result, row, column), count: length)
  }

  /// A value that has one length, unless the column is of another type or holds NULL.
  @inline(__always)
  private func fixed<Value: FixedWidthInteger & BitwiseCopyable>(
    _ row: Int, _ column: Int, _ type: Oid
  ) -> Value? {
    guard types[column] == type else { return nil }
    let (row, column) = (Int32(truncatingIfNeeded: row), Int32(truncatingIfNeeded: column))
    guard PQgetlength(result, row, column) == Int32(MemoryLayout<Value>.size),
      let octets = UnsafeRawPointer(PQgetvalue(result, row, column))
    else { return nil }
    return Value(bigEndian: octets.loadUnaligned(as: Value.self))
  }
}

extension ResultRows: RowSource {
  var columns: ColumnNames { layout.names }

  func isNull(row: Int, column: Int) -> Bool {
    PQgetisnull(result, Int32(truncatingIfNeeded: row), Int32(truncatingIfNeeded: column)) != 0
  }

  func integer(row: Int, column: Int) -> Int64? {
    // Nearly all of them are, and the others take longer to tell apart.
    if let value: Int64 = fixed(row, column, PostgresType.int8) { return value }
    return value(row, column).integer
  }

  func bool(row: Int, column: Int) -> Bool? { value(row, column).bool }

  func real(row: Int, column: Int) -> Double? { value(row, column).real }

  func text(row: Int, column: Int) -> String? { value(row, column).text }

  func bytes(row: Int, column: Int) -> [UInt8]? { value(row, column).bytes }

  func uuid(row: Int, column: Int) -> UInt128? { fixed(row, column, PostgresType.uuid) }

  func instant(row: Int, column: Int) -> Instant? {
    fixed(row, column, PostgresType.timestamptz).flatMap(PostgresEpoch.instant)
  }

  func date(row: Int, column: Int) -> CivilDate? { value(row, column).date }

  func array(row: Int, column: Int) -> (count: Int, elements: any RowSource)? {
    guard let octets = octets(row, column),
      let elements = ArrayElements(
        octets, of: types[column], named: layout.names.names[column], in: self)
    else { return nil }
    return (elements.count, elements)
  }

  func typeName(row: Int, column: Int) -> String { value(row, column).typeName }
}
