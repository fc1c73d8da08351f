/// An array as `Codable` sees it.
struct ArrayReader: UnkeyedDecodingContainer {
  private let array: JSONValue
  private let trail: CodingTrail
  private var rest: JSONElements.Iterator
  private(set) var currentIndex = 0

  init(_ array: JSONValue, _ trail: CodingTrail) {
    self.array = array
    self.trail = trail
    rest = array.elements.makeIterator()
  }

  var codingPath: [any CodingKey] { trail.keys }
  var count: Int? { array.count }
  var isAtEnd: Bool { currentIndex >= array.count }

  mutating func decodeNil() throws -> Bool {
    // Moves on only past a null.
    let here = self
    if try next().value.isNull { return true }
    self = here
    return false
  }

  mutating func decode(_ type: Bool.Type) throws -> Bool { try take { try $0.decode(type) } }
  mutating func decode(_ type: String.Type) throws -> String { try take { try $0.decode(type) } }
  mutating func decode(_ type: Double.Type) throws -> Double { try take { try $0.decode(type) } }
  mutating func decode(_ type: Float.Type) throws -> Float { try take { try $0.decode(type) } }
  mutating func decode(_ type: Int.Type) throws -> Int { try take { try $0.decode(type) } }
  mutating func decode(_ type: Int8.Type) throws -> Int8 { try take { try $0.decode(type) } }
  mutating func decode(_ type: Int16.Type) throws -> Int16 { try take { try $0.decode(type) } }
  mutating func decode(_ type: Int32.Type) throws -> Int32 { try take { try $0.decode(type) } }
  mutating func decode(_ type: Int64.Type) throws -> Int64 { try take { try $0.decode(type) } }
  mutating func decode(_ type: Int128.Type) throws -> Int128 { try take { try $0.decode(type) } }
  mutating func decode(_ type: UInt.Type) throws -> UInt { try take { try $0.decode(type) } }
  mutating func decode(_ type: UInt8.Type) throws -> UInt8 { try take { try $0.decode(type) } }
  mutating func decode(_ type: UInt16.Type) throws -> UInt16 { try take { try $0.decode(type) } }
  mutating func decode(_ type: UInt32.Type) throws -> UInt32 { try take { try $0.decode(type) } }
  mutating func decode(_ type: UInt64.Type) throws -> UInt64 { try take { try $0.decode(type) } }
  mutating func decode(_ type: UInt128.Type) throws -> UInt128 { try take { try $0.decode(type) } }
  mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    try take { try $0.decode(type) }
  }

  mutating func nestedContainer<NestedKey: CodingKey>(
    keyedBy type: NestedKey.Type
  ) throws -> KeyedDecodingContainer<NestedKey> {
    try take { try $0.container(keyedBy: type) }
  }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    try take { try $0.unkeyedContainer() }
  }

  mutating func superDecoder() throws -> any Decoder { try next() }

  /// Reads the next element; stays where it is if that fails, as the protocol asks.
  private mutating func take<Value>(_ read: (ValueReader) throws -> Value) throws -> Value {
    let here = self
    do {
      return try read(next())
    } catch {
      self = here
      throw error
    }
  }

  private mutating func next() throws -> ValueReader {
    let trail = trail.appending(PlainKey(index: currentIndex))
    guard let value = rest.next() else {
      throw DecodingError.valueNotFound(
        Any.self,
        DecodingError.Context(codingPath: trail.keys, debugDescription: "The array has ended."))
    }
    currentIndex += 1
    return ValueReader(value: value, trail: trail)
  }
}
