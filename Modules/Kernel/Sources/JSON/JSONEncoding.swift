/// Writes `Encodable` types as JSON, without Foundation. Members stand in the order in which the
/// type encodes them; integers are exact; NaN and infinities are refused.
///
/// Where every microsecond counts, `JSONWriter` is several times faster.
public enum JSONEncoding {
  /// Writes a value as a text of its own.
  ///
  /// - Throws: `EncodingError` for a number that JSON does not know, for a key written twice in
  ///   one object, and whatever the type itself throws.
  public static func encode(_ value: some Encodable) throws -> [UInt8] {
    let encoder = PartEncoder(part: EncodedPart(), trail: .root)
    try encoder.encode(value)
    var writer = JSONWriter()
    try encoder.part.finish(into: &writer)
    return writer.bytes
  }
}

/// The inside of one object or array that is being encoded, or one plain value.
///
/// Most values are written at once. Only containers that stay open beside others
/// (`nestedContainer`, `superEncoder`) are kept apart and put in their place at the end.
final class EncodedPart {
  /// What the part is; known with the first container that is asked for.
  enum Shape {
    case undecided, plain, object, array
  }

  var shape = Shape.undecided
  var writer = JSONWriter(reserving: 128)
  private var insertions: [(offset: Int, part: EncodedPart)] = []
  private var names = WrittenNames()
  private var repeatedName: (name: String, path: [any CodingKey])?
  /// Elements so far, of an array.
  private(set) var count = 0

  /// Writes a key. A repeated one is remembered and thrown at the end, since asking for a nested
  /// container cannot throw.
  func key(_ key: some CodingKey, _ trail: CodingTrail) {
    let name = key.stringValue
    if !names.insert(name), repeatedName == nil { repeatedName = (name, trail.keys) }
    writer.key(name)
  }

  /// Notes one more element.
  func addElement() { count += 1 }

  /// A part whose place is here and whose content comes later.
  func insertPart() -> EncodedPart {
    let part = EncodedPart()
    insertions.append((writer.placeValue(), part))
    return part
  }

  /// Puts the finished part behind what was written.
  func finish(into output: inout JSONWriter) throws {
    if let repeatedName {
      let context = EncodingError.Context(
        codingPath: repeatedName.path, debugDescription: "A key was encoded twice.")
      throw EncodingError.invalidValue(repeatedName.name, context)
    }
    switch shape {
    case .plain: output.raw(try content())
    case .array:
      output.beginArray()
      output.splice(try content()[...])
      output.endArray()
    case .object, .undecided:
      output.beginObject()
      output.splice(try content()[...])
      output.endObject()
    }
  }

  private func content() throws -> [UInt8] {
    let bytes = writer.bytes
    guard !insertions.isEmpty else { return bytes }
    var whole = JSONWriter(reserving: bytes.count * 2)
    var start = 0
    for (offset, part) in insertions {
      whole.splice(bytes[start..<offset])
      try part.finish(into: &whole)
      start = offset
    }
    whole.splice(bytes[start...])
    return whole.bytes
  }
}

/// The keys of one object; a list while that is faster than a set. Compared as octets, as readers
/// compare them: `é` of one scalar and of two are two names.
private struct WrittenNames {
  private var few: [String] = []
  private var many: Set<[UInt8]> = []

  /// - Returns: whether the name is new.
  mutating func insert(_ name: String) -> Bool {
    if few.count < 16 {
      guard !few.contains(where: { Self.isSame($0, name) }) else { return false }
      few.append(name)
      return true
    }
    if many.isEmpty { many = Set(few.map { Array($0.utf8) }) }
    return many.insert(Array(name.utf8)).inserted
  }

  private static func isSame(_ left: String, _ right: String) -> Bool {
    left.utf8.count == right.utf8.count && left.utf8.elementsEqual(right.utf8)
  }
}
