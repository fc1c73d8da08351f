/// Reads `Decodable` types from JSON, without Foundation and without conversions: `1.0` and `1e3`
/// are no integers, `"1"` is no number, and a number that does not fit its type is an error.
public enum JSONDecoding {
  /// Reads a whole text.
  ///
  /// - Parameters:
  ///   - bytes: a text of RFC 8259, as strictly read as by `JSONDocument`.
  ///   - maxDepth: how many arrays and objects may stand within each other.
  /// - Throws: `JSONError` if the text is malformed, `DecodingError` if it says something else
  ///   than the type wants.
  public static func decode<Value: Decodable>(
    _ type: Value.Type, from bytes: [UInt8], maxDepth: Int = 64
  ) throws -> Value {
    try decode(type, from: JSONDocument(parsing: bytes, maxDepth: maxDepth).root)
  }

  /// Reads one value of a document.
  ///
  /// - Throws: `DecodingError` if the value is not what the type wants.
  public static func decode<Value: Decodable>(
    _ type: Value.Type, from value: JSONValue
  ) throws -> Value {
    try ValueReader(value: value, trail: .root).decode(type)
  }
}

/// One value as `Codable` sees it. Three words, so that it fits an existential without a box.
struct ValueReader: Decoder, SingleValueDecodingContainer {
  let value: JSONValue
  let trail: CodingTrail

  var codingPath: [any CodingKey] { trail.keys }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard value.kind == .object else { throw mismatch([String: Any].self) }
    return KeyedDecodingContainer(ObjectReader<Key>(value, trail))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard value.kind == .array else { throw mismatch([Any].self) }
    return ArrayReader(value, trail)
  }

  func singleValueContainer() -> any SingleValueDecodingContainer { self }

  func decodeNil() -> Bool { value.isNull }

  func decode(_ type: Bool.Type) throws -> Bool {
    guard let flag = value.bool else { throw mismatch(type) }
    return flag
  }

  func decode(_ type: String.Type) throws -> String {
    guard let text = value.string else { throw mismatch(type) }
    return text
  }

  func decode(_ type: Double.Type) throws -> Double {
    guard value.kind == .number else { throw mismatch(type) }
    guard let number = value.double else { throw unrepresentable(type) }
    return number
  }

  func decode(_ type: Float.Type) throws -> Float {
    guard let text = value.numberText else { throw mismatch(type) }
    guard let number = Float(text), number.isFinite else { throw unrepresentable(type) }
    return number
  }

  func decode(_ type: Int.Type) throws -> Int { try whole(type) }
  func decode(_ type: Int8.Type) throws -> Int8 { try whole(type) }
  func decode(_ type: Int16.Type) throws -> Int16 { try whole(type) }
  func decode(_ type: Int32.Type) throws -> Int32 { try whole(type) }
  func decode(_ type: Int64.Type) throws -> Int64 { try whole(type) }
  func decode(_ type: Int128.Type) throws -> Int128 { try whole(type) }
  func decode(_ type: UInt.Type) throws -> UInt { try whole(type) }
  func decode(_ type: UInt8.Type) throws -> UInt8 { try whole(type) }
  func decode(_ type: UInt16.Type) throws -> UInt16 { try whole(type) }
  func decode(_ type: UInt32.Type) throws -> UInt32 { try whole(type) }
  func decode(_ type: UInt64.Type) throws -> UInt64 { try whole(type) }
  func decode(_ type: UInt128.Type) throws -> UInt128 { try whole(type) }

  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try Value(from: self) }

  private func whole<Number: FixedWidthInteger>(_ type: Number.Type) throws -> Number {
    guard value.kind == .number else { throw mismatch(type) }
    guard let number = value.wholeNumber(as: type) else { throw unrepresentable(type) }
    return number
  }

  private func mismatch(_ type: Any.Type) -> DecodingError {
    let context = DecodingError.Context(
      codingPath: codingPath, debugDescription: "Expected \(type), found \(value.kind).")
    return value.isNull ? .valueNotFound(type, context) : .typeMismatch(type, context)
  }

  private func unrepresentable(_ type: Any.Type) -> DecodingError {
    .dataCorrupted(
      DecodingError.Context(
        codingPath: codingPath, debugDescription: "The number is no exact \(type)."))
  }
}
