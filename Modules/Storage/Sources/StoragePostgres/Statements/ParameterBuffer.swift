internal import CPostgres
internal import Glibc
internal import Kernel
internal import Storage

/// The values of one statement in the binary form that the server takes, in memory that is used
/// again for the next statement. libpq copies from it before it returns.
final class ParameterBuffer {
  private var bytes = UnsafeMutableRawPointer.allocate(byteCount: 4_096, alignment: 16)
  private var capacity = 4_096
  private var count = 0

  private var slots = 0
  private var offsets: [Int] = []
  /// What libpq is given: an address (nil for NULL), a length and a format for each value.
  private(set) var values: UnsafeMutablePointer<UnsafePointer<CChar>?>
  private(set) var lengths: UnsafeMutablePointer<Int32>
  private(set) var formats: UnsafeMutablePointer<Int32>

  /// A single value of more than this is not kept in memory once it was sent.
  private static let keptCapacity = 1 << 20

  init() {
    values = .allocate(capacity: 0)
    lengths = .allocate(capacity: 0)
    formats = .allocate(capacity: 0)
    grow(slots: 16)
  }

  deinit {
    bytes.deallocate()
    values.deallocate()
    lengths.deallocate()
    formats.deallocate()
  }

  /// Takes the values of a statement.
  ///
  /// - Throws: `StorageError.invalidText` when a text holds a NUL, which the server would refuse in
  ///   the middle of a pipeline; `StorageError.statement` for more values than the protocol counts.
  func load(_ sql: SQL) throws(StorageError) {
    let bindings = sql.bindings
    guard bindings.count <= 65_535 else {
      throw .statement(
        sql: String(sql.description.prefix(200)), sqlState: "54000",
        message: "more than 65535 bound values")
    }
    if bindings.count > slots { grow(slots: bindings.count) }
    shrink()
    for index in bindings.indices {
      offsets[index] = count
      guard append(bindings[index]) else {
        throw .invalidText(binding: index + 1, statement: sql.description)
      }
      lengths[index] = Int32(clamping: count - offsets[index])
    }
    // Only now: the memory may have moved while it grew.
    for index in bindings.indices {
      values[index] =
        bindings[index] == .null
        ? nil : UnsafePointer((bytes + offsets[index]).assumingMemoryBound(to: CChar.self))
    }
  }

  private func shrink() {
    count = 0
    guard capacity > Self.keptCapacity else { return }
    bytes.deallocate()
    capacity = 4_096
    bytes = .allocate(byteCount: capacity, alignment: 16)
  }

  private func grow(slots wanted: Int) {
    values.deallocate()
    lengths.deallocate()
    formats.deallocate()
    slots = wanted
    offsets = Array(repeating: 0, count: wanted)
    values = .allocate(capacity: wanted)
    values.initialize(repeating: nil, count: wanted)
    lengths = .allocate(capacity: wanted)
    lengths.initialize(repeating: 0, count: wanted)
    formats = .allocate(capacity: wanted)
    formats.initialize(repeating: 1, count: wanted)
  }

  private func append(_ value: SQLValue) -> Bool {
    switch value {
    case .null: return true
    case .bool(let value): append(UInt8(value ? 1 : 0))
    case .integer(let value): append(value.bigEndian)
    case .real(let value): append(value.bitPattern.bigEndian)
    case .text(let value): return append(text: value)
    case .bytes(let value): value.withUnsafeBytes { _ = append($0) }
    case .uuid(let value): append(value.bigEndian)
    case .instant(let value): append(Self.microseconds(value).bigEndian)
    case .date(let value):
      append(Int32(value.daysSinceEpoch - PostgresEpoch.days).bigEndian)
    default: return append(array: value)
    }
    return true
  }

  private func append(array value: SQLValue) -> Bool {
    switch value {
    case .bools(let elements):
      return array(elements, of: PostgresType.bool) { append(UInt8($0 ? 1 : 0)) }
    case .integers(let elements):
      return array(elements, of: PostgresType.int8) { append($0.bigEndian) }
    case .texts(let elements):
      return array(elements, of: PostgresType.text) { append(text: $0) }
    case .optionalTexts(let elements):
      return optionalTexts(elements)
    case .bytesArray(let elements):
      return array(elements, of: PostgresType.bytea) { $0.withUnsafeBytes { append($0) } }
    case .uuids(let elements):
      return array(elements, of: PostgresType.uuid) { append($0.bigEndian) }
    case .instants(let elements):
      return array(elements, of: PostgresType.timestamptz) {
        append(Self.microseconds($0).bigEndian)
      }
    default: return true
    }
  }

  private func array<Element>(
    _ elements: [Element], of type: Oid, _ append: (Element) -> Bool
  ) -> Bool {
    header(count: elements.count, hasNulls: false, type: type)
    for element in elements {
      guard sized({ append(element) }) else { return false }
    }
    return true
  }

  private func optionalTexts(_ elements: [String?]) -> Bool {
    header(
      count: elements.count, hasNulls: elements.contains { $0 == nil }, type: PostgresType.text)
    for element in elements {
      guard let element else {
        append(Int32(-1).bigEndian)
        continue
      }
      guard sized({ append(text: element) }) else { return false }
    }
    return true
  }

  /// The head of an array as `array_recv` reads it: dimensions, whether NULLs occur, the element
  /// type, then for the one dimension its length and lower bound.
  private func header(count: Int, hasNulls: Bool, type: Oid) {
    append(Int32(count == 0 ? 0 : 1).bigEndian)
    append(Int32(hasNulls ? 1 : 0).bigEndian)
    append(type.bigEndian)
    guard count > 0 else { return }
    append(Int32(clamping: count).bigEndian)
    append(Int32(1).bigEndian)
  }

  /// Writes the length of what `body` appends in front of it.
  private func sized(_ body: () -> Bool) -> Bool {
    let start = count
    append(Int32(0))
    guard body() else { return false }
    let length = Int32(clamping: count - start - 4)
    bytes.storeBytes(of: length.bigEndian, toByteOffset: start, as: Int32.self)
    return true
  }

  @discardableResult
  private func append<Value: BitwiseCopyable>(_ value: Value) -> Bool {
    let size = MemoryLayout<Value>.size
    reserve(size)
    bytes.storeBytes(of: value, toByteOffset: count, as: Value.self)
    count += size
    return true
  }

  @discardableResult
  private func append(_ octets: UnsafeRawBufferPointer) -> Bool {
    reserve(octets.count)
    if let start = octets.baseAddress { memcpy(bytes + count, start, octets.count) }
    count += octets.count
    return true
  }

  private func append(text: String) -> Bool {
    var text = text
    return text.withUTF8 { octets in
      if let start = octets.baseAddress, memchr(start, 0, octets.count) != nil { return false }
      return append(UnsafeRawBufferPointer(octets))
    }
  }

  private func reserve(_ extra: Int) {
    guard count + extra > capacity else { return }
    let wanted = max(2 * capacity, count + extra)
    let larger = UnsafeMutableRawPointer.allocate(byteCount: wanted, alignment: 16)
    memcpy(larger, bytes, count)
    bytes.deallocate()
    bytes = larger
    capacity = wanted
  }

  /// Microseconds since 2000. What does not fit stops one short of the ends, which mean infinity:
  /// the server then refuses the value as out of range.
  private static func microseconds(_ instant: Instant) -> Int64 {
    let (since2000, early) = instant.milliseconds.subtractingReportingOverflow(
      PostgresEpoch.milliseconds)
    guard !early else { return .min + 1 }
    let (microseconds, overflow) = since2000.multipliedReportingOverflow(by: 1_000)
    guard overflow else { return microseconds }
    return since2000 < 0 ? .min + 1 : .max - 1
  }
}
