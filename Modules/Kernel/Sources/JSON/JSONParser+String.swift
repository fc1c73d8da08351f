extension JSONParser {
  /// Reads a string from its opening quote on and puts it on the tape, escapes unread.
  mutating func readString(_ input: Span<UInt8>) throws(JSONError) {
    let start = position + 1
    var isEscaped = false
    position = start
    while true {
      position = Word.firstSpecial(in: input.bytes, from: position, stopsAtUnicode: true)
      guard position < input.count else { throw failure(.unexpectedEnd) }
      switch input[position] {
      case UInt8(ascii: "\""):
        append(.string, start..<position, flag: isEscaped)
        position += 1
        return
      case UInt8(ascii: "\\"):
        isEscaped = true
        try skipEscape(input)
      case ..<0x20:
        throw failure(.controlCharacter)
      default:
        position += try utf8Length(input)
      }
    }
  }

  private mutating func skipEscape(_ input: Span<UInt8>) throws(JSONError) {
    guard position + 1 < input.count else { throw failure(.unexpectedEnd) }
    switch input[position + 1] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
      UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      position += 2
    case UInt8(ascii: "u"):
      try skipUnicodeEscape(input)
    default:
      throw failure(.invalidEscape)
    }
  }

  private mutating func skipUnicodeEscape(_ input: Span<UInt8>) throws(JSONError) {
    let first = try codeUnit(input, at: position + 2)
    guard first & 0xF800 == 0xD800 else {
      position += 6
      return
    }
    let second = position + 6
    guard first & 0xFC00 == 0xD800, second + 1 < input.count, input[second] == UInt8(ascii: "\\"),
      input[second + 1] == UInt8(ascii: "u")
    else { throw failure(.loneSurrogate) }
    guard try codeUnit(input, at: second + 2) & 0xFC00 == 0xDC00 else {
      throw failure(.loneSurrogate)
    }
    position += 12
  }

  /// Four hexadecimal digits.
  private func codeUnit(_ input: Span<UInt8>, at start: Int) throws(JSONError) -> UInt16 {
    var unit: UInt16 = 0
    for index in start..<(start + 4) {
      guard index < input.count else { throw JSONError(offset: index, reason: .unexpectedEnd) }
      guard let digit = Escapes.digit(input[index]) else { throw failure(.invalidEscape) }
      unit = unit << 4 | UInt16(digit)
    }
    return unit
  }

  /// The length of the sequence at `position`, which begins beyond ASCII.
  ///
  /// The ranges are table 3-7 of the Unicode standard: they leave out overlong forms,
  /// surrogates and everything above U+10FFFF.
  private func utf8Length(_ input: Span<UInt8>) throws(JSONError) -> Int {
    let second: ClosedRange<UInt8>
    let length: Int
    switch input[position] {
    case 0xC2...0xDF: (second, length) = (0x80...0xBF, 2)
    case 0xE0: (second, length) = (0xA0...0xBF, 3)
    case 0xE1...0xEC, 0xEE...0xEF: (second, length) = (0x80...0xBF, 3)
    case 0xED: (second, length) = (0x80...0x9F, 3)
    case 0xF0: (second, length) = (0x90...0xBF, 4)
    case 0xF1...0xF3: (second, length) = (0x80...0xBF, 4)
    case 0xF4: (second, length) = (0x80...0x8F, 4)
    default: throw failure(.invalidUTF8)
    }
    guard position + length <= input.count, second.contains(input[position + 1]) else {
      throw failure(.invalidUTF8)
    }
    for index in (position + 2)..<max(position + 2, position + length)
    where input[index] & 0xC0 != 0x80 {
      throw failure(.invalidUTF8)
    }
    return length
  }
}
