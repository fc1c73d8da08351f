/// One value of a parsed document: a reference to the document and a place in it.
///
/// Accessors answer `nil` where the value is of another kind; nothing is converted.
public struct JSONValue: Sendable {
  let tape: JSONTape
  let index: Int

  init(tape: JSONTape, index: Int) {
    self.tape = tape
    self.index = index
  }

  var entry: TapeEntry { tape.entries[index] }

  /// What the value is.
  public var kind: JSONKind { entry.kind }

  /// Whether the value is `null`.
  public var isNull: Bool { kind == .null }

  /// The string, its escapes read; it may contain U+0000.
  public var string: String? {
    kind == .string ? tape.string(at: index) : nil
  }

  /// `true` or `false`.
  public var bool: Bool? {
    switch kind {
    case .true: true
    case .false: false
    default: nil
    }
  }

  /// A number exactly as it was written: `1500.00`, `1e3`, `-0`.
  public var numberText: String? {
    guard kind == .number else { return nil }
    return tape.withText(of: index) { String(decoding: $0, as: UTF8.self) }
  }

  /// A number written without fraction and exponent that fits; `1.0` and `1e3` are `nil`.
  public var int64: Int64? { wholeNumber(as: Int64.self) }

  /// The nearest double, or `nil` if the number is beyond its range. Never for money.
  public var double: Double? {
    guard let text = numberText, let value = Double(text), value.isFinite else { return nil }
    return value
  }

  /// Members of an object or elements of an array; 0 for everything else.
  public var count: Int { entry.count }

  /// The text of the value as it was written, white space within included.
  public var rawText: [UInt8] {
    guard kind == .string else { return tape.withText(of: index) { Array($0) } }
    return [UInt8(ascii: "\"")] + tape.withText(of: index) { Array($0) } + [UInt8(ascii: "\"")]
  }

  /// A member of an object by name, compared byte for byte; `nil` if it is absent or the value
  /// is no object. Looks at the members one after the other.
  public subscript(_ key: String) -> JSONValue? {
    guard kind == .object else { return nil }
    var key = key
    guard let found = key.withUTF8({ tape.member($0, of: index) }) else { return nil }
    return JSONValue(tape: tape, index: found)
  }

  /// The elements of an array in order; none if the value is no array.
  public var elements: JSONElements { JSONElements(of: self) }

  /// The members of an object in the order of the text; none if the value is no object.
  public var members: JSONMembers { JSONMembers(of: self) }

  /// A whole number of any integer type, exact or `nil`.
  func wholeNumber<Value: FixedWidthInteger>(as type: Value.Type) -> Value? {
    let entry = entry
    guard entry.kind == .number, entry.isWhole else { return nil }
    return tape.withText(of: index) { $0.wholeNumber(as: type) }
  }
}

extension JSONValue: CustomStringConvertible {
  /// The text of the value. It may hold secrets: do not log it.
  public var description: String { String(decoding: rawText, as: UTF8.self) }
}
