/// One value being encoded, as `Codable` sees it.
struct PartEncoder: Encoder, SingleValueEncodingContainer {
  let part: EncodedPart
  let trail: CodingTrail

  var codingPath: [any CodingKey] { trail.keys }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    part.shape = .object
    return KeyedEncodingContainer(ObjectEncoder<Key>(part: part, trail: trail))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    part.shape = .array
    return ArrayEncoder(part: part, trail: trail)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer { self }

  func encodeNil() { plain { $0.null() } }

  func encode(_ value: Bool) { plain { $0.value(value) } }
  func encode(_ value: String) { plain { $0.value(value) } }
  func encode(_ value: Double) throws { try number(value) }
  func encode(_ value: Float) throws { try number(value) }
  func encode(_ value: Int) { whole(value) }
  func encode(_ value: Int8) { whole(value) }
  func encode(_ value: Int16) { whole(value) }
  func encode(_ value: Int32) { whole(value) }
  func encode(_ value: Int64) { whole(value) }
  func encode(_ value: Int128) { whole(value) }
  func encode(_ value: UInt) { whole(value) }
  func encode(_ value: UInt8) { whole(value) }
  func encode(_ value: UInt16) { whole(value) }
  func encode(_ value: UInt32) { whole(value) }
  func encode(_ value: UInt64) { whole(value) }
  func encode(_ value: UInt128) { whole(value) }

  /// Lets the value decide what this part is; one that encodes nothing is an empty object.
  func encode<Value: Encodable>(_ value: Value) throws {
    part.shape = .undecided
    try value.encode(to: self)
  }

  /// Writes a value behind what the part has, without deciding what the part is.
  func append<Value: Encodable>(_ value: Value, at key: any CodingKey) throws {
    if let text = value as? String {
      part.writer.value(text)
      return
    }
    let inner = PartEncoder(part: EncodedPart(), trail: trail.appending(key))
    try value.encode(to: inner)
    try inner.part.finish(into: &part.writer)
  }

  func appendWhole(_ value: some FixedWidthInteger) {
    if let small = Int64(exactly: value) {
      part.writer.value(small)
    } else {
      part.writer.rawNumber(String(value))
    }
  }

  func appendNumber<Value: BinaryFloatingPoint & LosslessStringConvertible>(
    _ value: Value, at key: (any CodingKey)?
  ) throws {
    guard value.isFinite else {
      let path = key.map { trail.appending($0) } ?? trail
      let context = EncodingError.Context(
        codingPath: path.keys, debugDescription: "JSON knows no \(value).")
      throw EncodingError.invalidValue(value, context)
    }
    part.writer.rawNumber(String(value))
  }

  /// Makes the part this one value; what was there before is replaced.
  private func plain(_ write: (inout JSONWriter) -> Void) {
    part.shape = .plain
    part.writer.removeAll()
    write(&part.writer)
  }

  private func whole(_ value: some FixedWidthInteger) {
    plain { _ in }
    appendWhole(value)
  }

  private func number<Value: BinaryFloatingPoint & LosslessStringConvertible>(
    _ value: Value
  ) throws {
    plain { _ in }
    try appendNumber(value, at: nil)
  }
}
