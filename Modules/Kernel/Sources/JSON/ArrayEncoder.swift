/// An array being encoded, as `Codable` sees it.
struct ArrayEncoder: UnkeyedEncodingContainer {
  let part: EncodedPart
  let trail: CodingTrail

  var codingPath: [any CodingKey] { trail.keys }
  var count: Int { part.count }
  private var encoder: PartEncoder { PartEncoder(part: part, trail: trail) }
  private var here: PlainKey { PlainKey(index: part.count) }

  func encodeNil() {
    part.writer.null()
    part.addElement()
  }

  func encode(_ value: Bool) {
    part.writer.value(value)
    part.addElement()
  }

  func encode(_ value: String) {
    part.writer.value(value)
    part.addElement()
  }

  func encode(_ value: Double) throws {
    try encoder.appendNumber(value, at: here)
    part.addElement()
  }

  func encode(_ value: Float) throws {
    try encoder.appendNumber(value, at: here)
    part.addElement()
  }

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

  func encode<Value: Encodable>(_ value: Value) throws {
    try encoder.append(value, at: here)
    part.addElement()
  }

  func nestedContainer<NestedKey: CodingKey>(
    keyedBy type: NestedKey.Type
  ) -> KeyedEncodingContainer<NestedKey> {
    later().container(keyedBy: type)
  }

  func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { later().unkeyedContainer() }

  func superEncoder() -> any Encoder { later() }

  private func whole(_ value: some FixedWidthInteger) {
    encoder.appendWhole(value)
    part.addElement()
  }

  private func later() -> PartEncoder {
    defer { part.addElement() }
    return PartEncoder(part: part.insertPart(), trail: trail.appending(here))
  }
}
