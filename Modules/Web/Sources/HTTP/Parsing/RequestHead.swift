/// The bytes of a request head, and where in them the parts are. One copy out of the loop's read
/// buffer; strings are made of it only when somebody asks.
final class RequestHead: Sendable {
  struct Field: Sendable {
    let name: UInt16
    let nameLength: UInt16
    let value: UInt16
    let valueLength: UInt16

    var nameRange: Range<Int> { Int(name)..<Int(name) + Int(nameLength) }
    var valueRange: Range<Int> { Int(value)..<Int(value) + Int(valueLength) }
  }

  let bytes: [UInt8]
  let fields: [Field]
  let method: Range<Int>
  let target: Range<Int>
  /// The part of `target` that names the resource: without scheme, authority and query.
  let path: Range<Int>
  /// What follows the first `?`.
  let query: Range<Int>?

  init(
    bytes: [UInt8], fields: [Field], method: Range<Int>, target: Range<Int>, path: Range<Int>,
    query: Range<Int>?
  ) {
    self.bytes = bytes
    self.fields = fields
    self.method = method
    self.target = target
    self.path = path
    self.query = query
  }

  func text(_ range: Range<Int>) -> String {
    bytes.withUnsafeBufferPointer { buffer in
      String(decoding: UnsafeBufferPointer(rebasing: buffer[range]), as: UTF8.self)
    }
  }

  func name(_ field: Field) -> String { text(field.nameRange) }

  func value(_ field: Field) -> String { text(field.valueRange) }

  /// The first field of a name.
  func firstField(named name: String) -> Field? {
    matching(name) { bytes, wanted in fields.first { Self.isNamed($0, bytes, wanted) } }
  }

  /// Every field of a name, in order.
  func fields(named name: String) -> [Field] {
    matching(name) { bytes, wanted in fields.filter { Self.isNamed($0, bytes, wanted) } }
  }

  /// How many fields of a name there are.
  func count(of name: String) -> Int {
    matching(name) { bytes, wanted in
      fields.reduce(0) { $0 + (Self.isNamed($1, bytes, wanted) ? 1 : 0) }
    }
  }

  private func matching<Result>(
    _ name: String,
    _ find: (UnsafeBufferPointer<UInt8>, UnsafeBufferPointer<UInt8>) -> Result
  ) -> Result {
    var name = name
    return name.withUTF8 { wanted in bytes.withUnsafeBufferPointer { find($0, wanted) } }
  }

  /// Compares bytes, the lengths first; no string is made of any field.
  @inline(__always)
  private static func isNamed(
    _ field: Field, _ bytes: UnsafeBufferPointer<UInt8>, _ wanted: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    guard Int(field.nameLength) == wanted.count else { return false }
    let start = Int(field.name)
    for i in 0..<wanted.count where lowercased(bytes[start + i]) != lowercased(wanted[i]) {
      return false
    }
    return true
  }
}
