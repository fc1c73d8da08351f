internal import CPostgres
internal import Kernel
internal import Storage

/// One value in the server's binary form, on its way to a Swift value. It must not outlive the
/// answer that it is in.
///
/// Each reading answers nil for NULL and for what is not of the type.
struct BinaryValue {
  let type: Oid
  /// Nil for NULL.
  let octets: UnsafeRawBufferPointer?

  @inline(__always)
  private func fixed<Value: FixedWidthInteger & BitwiseCopyable>(_ type: Value.Type) -> Value? {
    guard let octets, octets.count == MemoryLayout<Value>.size else { return nil }
    return Value(bigEndian: octets.loadUnaligned(as: Value.self))
  }

  @inline(__always)
  var integer: Int64? {
    switch type {
    case PostgresType.int8: fixed(Int64.self)
    case PostgresType.int4: fixed(Int32.self).map(Int64.init)
    case PostgresType.int2: fixed(Int16.self).map(Int64.init)
    case PostgresType.oid: fixed(UInt32.self).map(Int64.init)
    case PostgresType.numeric: octets.flatMap(BinaryNumeric.init)?.int64
    default: nil
    }
  }

  @inline(__always)
  var bool: Bool? {
    guard type == PostgresType.bool else { return nil }
    return fixed(UInt8.self).map { $0 != 0 }
  }

  var real: Double? {
    switch type {
    case PostgresType.float8: fixed(UInt64.self).map(Double.init(bitPattern:))
    case PostgresType.float4: fixed(UInt32.self).map { Double(Float(bitPattern: $0)) }
    case PostgresType.numeric: octets.flatMap(BinaryNumeric.init)?.double
    default: integer.map(Double.init)
    }
  }

  @inline(__always)
  var text: String? {
    switch type {
    case PostgresType.text, PostgresType.varchar, PostgresType.name, PostgresType.bpchar,
      PostgresType.json, PostgresType.char, PostgresType.unknown:
      return octets.map { String(decoding: $0, as: UTF8.self) }
    case PostgresType.jsonb:
      // A version, then the text.
      return octets.map { String(decoding: $0.dropFirst(), as: UTF8.self) }
    case PostgresType.firstOfDatabase...:
      // An enumeration sends its label; other types of the database's own are not for reading.
      guard let octets, !octets.contains(0) else { return nil }
      return String(validating: octets, as: UTF8.self)
    default: return nil
    }
  }

  @inline(__always)
  var bytes: [UInt8]? {
    guard type == PostgresType.bytea else { return nil }
    return octets.map { Array($0) }
  }

  @inline(__always)
  var uuid: UInt128? {
    guard type == PostgresType.uuid else { return nil }
    return fixed(UInt128.self)
  }

  @inline(__always)
  var instant: Instant? {
    guard type == PostgresType.timestamptz else { return nil }
    return fixed(Int64.self).flatMap(PostgresEpoch.instant)
  }

  var date: CivilDate? {
    guard type == PostgresType.date, let days = fixed(Int32.self) else { return nil }
    let sinceEpoch = Int(days) + PostgresEpoch.days
    let known = CivilDate.earliest.daysSinceEpoch...CivilDate.latest.daysSinceEpoch
    return known.contains(sinceEpoch) ? CivilDate(daysSinceEpoch: sinceEpoch) : nil
  }

  var typeName: String {
    guard type == PostgresType.numeric else { return PostgresType.name(of: type) }
    return "numeric (read as an integer only without fraction, within 64 bits)"
  }
}
