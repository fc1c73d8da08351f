/// RFC 8259 as its grammar reads, with the bounds of our reader: 64 levels, no name twice, no half
/// of a surrogate pair, no byte order mark. Slow, recursive, and with nothing in common with what
/// is tested.
struct ReferenceJSON {
  private let text: [Unicode.Scalar]
  private var position = 0

  /// Whether the bytes are such a text.
  static func accepts(_ bytes: [UInt8]) -> Bool {
    guard let text = String(validating: bytes, as: UTF8.self) else { return false }
    var reader = ReferenceJSON(text: Array(text.unicodeScalars))
    reader.skipSpace()
    guard reader.value(depth: 0) else { return false }
    reader.skipSpace()
    return reader.position == reader.text.count
  }

  private init(text: [Unicode.Scalar]) {
    self.text = text
  }

  private var next: Unicode.Scalar? { position < text.count ? text[position] : nil }

  private mutating func skipSpace() {
    while let next, " \t\r\n".unicodeScalars.contains(next) { position += 1 }
  }

  private mutating func skip(_ word: String) -> Bool {
    let scalars = Array(word.unicodeScalars)
    guard text[position...].starts(with: scalars) else { return false }
    position += scalars.count
    return true
  }

  private mutating func value(depth: Int) -> Bool {
    switch next {
    case "{": depth < 64 && object(depth: depth + 1)
    case "[": depth < 64 && array(depth: depth + 1)
    case "\"": string() != nil
    case "t": skip("true")
    case "f": skip("false")
    case "n": skip("null")
    default: number()
    }
  }

  private mutating func object(depth: Int) -> Bool {
    var names: Set<[UInt32]> = []
    position += 1
    skipSpace()
    if skip("}") { return true }
    while true {
      skipSpace()
      guard let name = string(), names.insert(name).inserted else { return false }
      skipSpace()
      guard skip(":") else { return false }
      skipSpace()
      guard value(depth: depth) else { return false }
      skipSpace()
      if skip("}") { return true }
      guard skip(",") else { return false }
    }
  }

  private mutating func array(depth: Int) -> Bool {
    position += 1
    skipSpace()
    if skip("]") { return true }
    while true {
      skipSpace()
      guard value(depth: depth) else { return false }
      skipSpace()
      if skip("]") { return true }
      guard skip(",") else { return false }
    }
  }

  /// The scalars of a string.
  private mutating func string() -> [UInt32]? {
    guard skip("\"") else { return nil }
    var units: [UInt32] = []
    while let scalar = next {
      position += 1
      switch scalar {
      case "\"": return Self.joined(units)
      case "\\":
        guard let unit = escape() else { return nil }
        units.append(unit)
      case "\u{0}"..."\u{1F}": return nil
      default: units.append(scalar.value)
      }
    }
    return nil
  }

  private mutating func escape() -> UInt32? {
    guard let letter = next else { return nil }
    position += 1
    let plain: [Unicode.Scalar: UInt32] = [
      "\"": 0x22, "\\": 0x5C, "/": 0x2F, "b": 8, "f": 12, "n": 10, "r": 13, "t": 9,
    ]
    if let value = plain[letter] { return value }
    guard letter == "u", position + 4 <= text.count else { return nil }
    let digits = String(String.UnicodeScalarView(text[position..<position + 4]))
    guard digits.utf8.count == 4, digits.allSatisfy({ $0.isASCII && $0.isHexDigit }) else {
      return nil
    }
    position += 4
    // The mark tells an escaped half from a scalar that stands by itself.
    return UInt32(digits, radix: 16).map { $0 & 0xF800 == 0xD800 ? $0 | 0x8000_0000 : $0 }
  }

  /// Puts surrogate pairs together; `nil` where one lacks its half.
  private static func joined(_ units: [UInt32]) -> [UInt32]? {
    var scalars: [UInt32] = []
    var high: UInt32?
    for unit in units {
      if unit & 0x8000_0000 == 0 {
        if high != nil { return nil }
        scalars.append(unit)
      } else if unit & 0x400 == 0 {
        if high != nil { return nil }
        high = unit & 0x3FF
      } else {
        guard let first = high else { return nil }
        scalars.append(0x1_0000 + first << 10 + (unit & 0x3FF))
        high = nil
      }
    }
    return high == nil ? scalars : nil
  }

  private mutating func number() -> Bool {
    _ = skip("-")
    if !skip("0"), digits() == 0 { return false }
    if skip("."), digits() == 0 { return false }
    if skip("e") || skip("E") {
      if !skip("+") { _ = skip("-") }
      return digits() > 0
    }
    return true
  }

  private mutating func digits() -> Int {
    let start = position
    while let next, ("0"..."9").contains(next) { position += 1 }
    return position - start
  }
}
