/// An object as `Codable` sees it.
///
/// Types are mostly decoded in the order in which they were written, so the search for a key
/// begins behind the one found last. A large object that is read in another order gets an index
/// on first need. A class, because the container protocol reads without `mutating`.
final class ObjectReader<Key: CodingKey>: KeyedDecodingContainerProtocol {
  private static var indexFrom: Int { 32 }

  private let object: JSONValue
  private let trail: CodingTrail
  /// Tape index of the key to look at first.
  private var expected: Int
  /// Tape index of the value of every name; made on need. Names as octets: to hash a string takes
  /// time in the square of its combining marks, and whoever writes a text could choose those.
  private var valuesByName: [[UInt8]: Int]?

  init(_ object: JSONValue, _ trail: CodingTrail) {
    self.object = object
    self.trail = trail
    expected = object.index + 1
  }

  var codingPath: [any CodingKey] { trail.keys }

  var allKeys: [Key] { object.members.compactMap { Key(stringValue: $0.key) } }

  func contains(_ key: Key) -> Bool { find(key.stringValue) != nil }

  func decodeNil(forKey key: Key) throws -> Bool { try reader(key).value.isNull }

  func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try reader(key).decode(type) }
  func decode(_ type: String.Type, forKey key: Key) throws -> String {
    try reader(key).decode(type)
  }
  func decode(_ type: Double.Type, forKey key: Key) throws -> Double {
    try reader(key).decode(type)
  }
  func decode(_ type: Float.Type, forKey key: Key) throws -> Float { try reader(key).decode(type) }
  func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try reader(key).decode(type) }
  func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 { try reader(key).decode(type) }
  func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 { try reader(key).decode(type) }
  func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 { try reader(key).decode(type) }
  func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try reader(key).decode(type) }
  func decode(_ type: Int128.Type, forKey key: Key) throws -> Int128 {
    try reader(key).decode(type)
  }
  func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt { try reader(key).decode(type) }
  func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 { try reader(key).decode(type) }
  func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 {
    try reader(key).decode(type)
  }
  func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 {
    try reader(key).decode(type)
  }
  func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 {
    try reader(key).decode(type)
  }
  func decode(_ type: UInt128.Type, forKey key: Key) throws -> UInt128 {
    try reader(key).decode(type)
  }
  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
    try reader(key).decode(type)
  }

  func nestedContainer<NestedKey: CodingKey>(
    keyedBy type: NestedKey.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<NestedKey> {
    try reader(key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try reader(key).unkeyedContainer()
  }

  func superDecoder() throws -> any Decoder { try reader(PlainKey.superclass) }

  func superDecoder(forKey key: Key) throws -> any Decoder { try reader(key) }

  private func reader(_ key: some CodingKey) throws -> ValueReader {
    guard let index = find(key.stringValue) else {
      throw DecodingError.keyNotFound(
        key,
        DecodingError.Context(
          codingPath: codingPath, debugDescription: "The object has no \(key.stringValue)."))
    }
    return ValueReader(
      value: JSONValue(tape: object.tape, index: index), trail: trail.appending(key))
  }

  /// The tape index of the value of a name.
  private func find(_ name: String) -> Int? {
    var name = name
    let tape = object.tape
    let end = Int(object.entry.next)
    let isNext = expected < end && name.withUTF8 { tape.key(at: expected, is: $0) }
    guard let found = isNext ? expected + 1 : search(name) else { return nil }
    expected = Int(tape.entries[found].next)
    return found
  }

  private func search(_ name: String) -> Int? {
    if object.count >= Self.indexFrom { return index()[Array(name.utf8)] }
    var name = name
    return name.withUTF8 { object.tape.member($0, of: object.index) }
  }

  private func index() -> [[UInt8]: Int] {
    if let valuesByName { return valuesByName }
    var made: [[UInt8]: Int] = [:]
    made.reserveCapacity(object.count)
    for member in object.members { made[Array(member.key.utf8)] = member.value.index }
    valuesByName = made
    return made
  }
}
