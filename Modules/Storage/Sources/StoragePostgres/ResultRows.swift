internal import CPostgres
internal import Kernel
internal import Storage

/// The columns of a statement's answers. Postgres refuses to run a prepared statement whose columns
/// have changed, so they are read once.
final class ColumnLayout: Sendable {
  let names: ColumnNames
  let types: [Oid]

  init(of result: OpaquePointer) {
    let columns = 0..<PQnfields(result)
    names = ColumnNames(columns.map { String(cString: PQfname(result, $0)) })
    types = columns.map { PQftype(result, $0) }
  }
}

/// One answer, as libpq keeps it. Rows read from its binary form.
final class ResultRows: @unchecked Sendable {
  // Unchecked: nothing writes to a PGresult once libpq has handed it over.

  let result: OpaquePointer
  let layout: ColumnLayout

  /// Takes the result over and frees it in the end.
  init(_ result: OpaquePointer, layout: ColumnLayout) {
    self.result = result
    self.layout = layout
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
    for index in 0..<count { rows.append(Row(self, at: index)) }
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

  /// The bytes of a column, or nil for NULL.
  private func octets(_ row: Int, _ column: Int) -> UnsafeRawBufferPointer? {
    let (row, column) = (Int32(truncatingIfNeeded: row), Int32(truncatingIfNeeded: column))
    let length = Int(PQgetlength(result, row, column))
    // A NULL has no length; an empty value has none either.
    if length == 0, PQgetisnull(result, row, column) != 0 { return nil }
    return UnsafeRawBufferPointer(start: PQgetvalue(result, row, column), count: length)
  }

  private func fixed<Value: FixedWidthInteger & BitwiseCopyable>(
    _ type: Value.Type, _ row: Int, _ column: Int
  ) -> Value? {
    guard let octets = octets(row, column), octets.count == MemoryLayout<Value>.size
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
    switch layout.types[column] {
    case PostgresType.int8: fixed(Int64.self, row, column)
    case PostgresType.int4: fixed(Int32.self, row, column).map(Int64.init)
    case PostgresType.int2: fixed(Int16.self, row, column).map(Int64.init)
    case PostgresType.oid: fixed(UInt32.self, row, column).map(Int64.init)
    case PostgresType.numeric: octets(row, column).flatMap(BinaryNumeric.init)?.int64
    default: nil
    }
  }

  func bool(row: Int, column: Int) -> Bool? {
    guard layout.types[column] == PostgresType.bool else { return nil }
    return fixed(UInt8.self, row, column).map { $0 != 0 }
  }

  func real(row: Int, column: Int) -> Double? {
    switch layout.types[column] {
    case PostgresType.float8: fixed(UInt64.self, row, column).map(Double.init(bitPattern:))
    case PostgresType.float4:
      fixed(UInt32.self, row, column).map { Double(Float(bitPattern: $0)) }
    case PostgresType.numeric: octets(row, column).flatMap(BinaryNumeric.init)?.double
    default: integer(row: row, column: column).map(Double.init)
    }
  }

  func text(row: Int, column: Int) -> String? {
    switch layout.types[column] {
    case PostgresType.text, PostgresType.varchar, PostgresType.name, PostgresType.bpchar,
      PostgresType.json, PostgresType.char, PostgresType.unknown:
      return octets(row, column).map { String(decoding: $0, as: UTF8.self) }
    case PostgresType.jsonb:
      // A version, then the text.
      return octets(row, column).map { String(decoding: $0.dropFirst(), as: UTF8.self) }
    case PostgresType.firstOfDatabase...:
      // An enumeration sends its label; other types of the database's own are not for reading.
      guard let octets = octets(row, column), !octets.contains(0) else { return nil }
      return String(validating: octets, as: UTF8.self)
    default: return nil
    }
  }

  func bytes(row: Int, column: Int) -> [UInt8]? {
    guard layout.types[column] == PostgresType.bytea else { return nil }
    return octets(row, column).map { Array($0) }
  }

  func uuid(row: Int, column: Int) -> UInt128? {
    guard layout.types[column] == PostgresType.uuid else { return nil }
    return fixed(UInt128.self, row, column)
  }

  func instant(row: Int, column: Int) -> Instant? {
    guard layout.types[column] == PostgresType.timestamptz,
      let microseconds = fixed(Int64.self, row, column),
      // The ends stand for infinity, which is no instant.
      microseconds != .max, microseconds != .min
    else { return nil }
    // The shift rounds down, before 2000 too; division alone would round towards it.
    let milliseconds =
      microseconds >= 0 ? microseconds / 1_000 : (microseconds - 999) / 1_000
    return Instant(milliseconds: milliseconds + PostgresEpoch.milliseconds)
  }

  func date(row: Int, column: Int) -> CivilDate? {
    guard layout.types[column] == PostgresType.date,
      let days = fixed(Int32.self, row, column)
    else { return nil }
    let sinceEpoch = Int(days) + PostgresEpoch.days
    let known = CivilDate.earliest.daysSinceEpoch...CivilDate.latest.daysSinceEpoch
    return known.contains(sinceEpoch) ? CivilDate(daysSinceEpoch: sinceEpoch) : nil
  }

  func typeName(row: Int, column: Int) -> String {
    let type = layout.types[column]
    guard type == PostgresType.numeric else { return PostgresType.name(of: type) }
    return "numeric (read as an integer only without fraction, within 64 bits)"
  }
}
