/// An object being encoded, as `Codable` sees it.
struct ObjectEncoder<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let part: EncodedPart
  let trail: CodingTrail

  var codingPath: [any CodingKey] { trail.keys }
  private var encoder: PartEncoder { PartEncoder(part: part, trail: trail) }

  func encodeNil(forKey key: Key) {
    part.key(key, trail)
    part.writer.null()
  }

  func encode(_ value: Bool, forKey key: Key) {
    part.key(key, trail)
    part.writer.value(value)
  }

  func encode(_ value: String, forKey key: Key) {
    part.key(key, trail)
    part.writer.value(value)
  }

  func encode(_ value: Double, forKey key: Key) throws {
    part.key(key, trail)
    try encoder.appendNumber(value, at: key)
  }

  func encode(_ value: Float, forKey key: Key) throws {
    part.key(key, trail)
    try encoder.appendNumber(value, at: key)
  }

  func encode(_ value: Int, forKey key: Key) { whole(value, key) }
  func encode(_ value: Int8, forKey key: Key) { whole(value, key) }
  func encode(_ value: Int16, forKey key: Key) { whole(value, key) }
  func encode(_ value: Int32, forKey key: Key) { whole(value, key) }
  func encode(_ value: Int64, forKey key: Key) { whole(value, key) }
  func encode(_ value: Int128, forKey key: Key) { whole(value, key) }
  func encode(_ value: UInt, forKey key: Key) { whole(value, key) }
  func encode(_ value: UInt8, forKey key: Key) { whole(value, key) }
  func encode(_ value: UInt16, forKey key: Key) { whole(value, key) }
  func encode(_ value: UInt32, forKey key: Key) { whole(value, key) }
  func encode(_ value: UInt64, forKey key: Key) { whole(value, key) }
  func encode(_ value: UInt128, forKey key: Key) { whole(value, key) }

  func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
    part.key(key, trail)
    try encoder.append(value, at: key)
  }

  func nestedContainer<NestedKey: CodingKey>(
    keyedBy type: NestedKey.Type, forKey key: Key
  ) -> KeyedEncodingContainer<NestedKey> {
    later(key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    later(key).unkeyedContainer()
  }

  func superEncoder() -> any Encoder { later(PlainKey.superclass) }

  func superEncoder(forKey key: Key) -> any Encoder { later(key) }

  private func whole(_ value: some FixedWidthInteger, _ key: Key) {
    part.key(key, trail)
    encoder.appendWhole(value)
  }

  private func later(_ key: some CodingKey) -> PartEncoder {
    part.key(key, trail)
    return PartEncoder(part: part.insertPart(), trail: trail.appending(key))
  }
}
