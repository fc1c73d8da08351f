extension TOMLParser {
  /// A boolean, a number, a date or a time.
  mutating func scalar() throws(TOMLError) -> TOMLValue {
    let start = cursor
    let word = takeWord()
    switch word {
    case "": throw start.failure("expected a value")
    case "true": return .boolean(true)
    case "false": return .boolean(false)
    case "inf", "+inf": return .float(.infinity)
    case "-inf": return .float(-.infinity)
    case "nan", "+nan", "-nan": return .float(.nan)
    default: break
    }
    if let value = TOMLDateTime.normalized(word) { return .dateTime(value) }
    if let value = try Self.integer(word, start) { return .integer(value) }
    if let value = Self.float(word) { return .float(value) }
    throw start.failure("`\(word)` is no value; strings stand in quotes")
  }

  /// What stands here up to a blank, a comma, a bracket, a comment or the end of the line. A
  /// date and a time with one space between them are one word.
  private mutating func takeWord() -> String {
    let start = cursor.index
    while let byte = cursor.byte, !Self.endsWord(byte) { cursor.advance() }
    if cursor.index - start == 10, cursor.bytes[start + 4] == UInt8(ascii: "-"),
      cursor.byte == UInt8(ascii: " "), let next = cursor.peek(1),
      Self.digit(next, radix: 10) != nil
    {
      cursor.advance()
      while let byte = cursor.byte, !Self.endsWord(byte) { cursor.advance() }
    }
    return String(decoding: cursor.bytes[start..<cursor.index], as: UTF8.self)
  }

  private static func endsWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"),
      UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: "#"):
      true
    default: false
    }
  }

  /// - Returns: `nil` if the word is no integer at all.
  /// - Throws: if it is one that does not fit 64 bits.
  private static func integer(
    _ word: String, _ place: TOMLCursor
  ) throws(TOMLError) -> Int64? {
    let radix = ["0x": 16, "0o": 8, "0b": 2][word.prefix(2)] ?? 10
    let hasSign = word.first == "+" || word.first == "-"
    let digits = radix == 10 ? (hasSign ? word.dropFirst() : word[...]) : word.dropFirst(2)
    guard areDigits(digits, radix: UInt8(radix)) else { return nil }
    guard radix != 10 || digits.first != "0" || digits.count == 1 else {
      throw place.failure("a number has no leading zeros")
    }
    let plain = (word.first == "-" ? "-" : "") + digits.filter { $0 != "_" }
    guard let value = Int64(plain, radix: radix) else {
      throw place.failure("the integer does not fit 64 bits")
    }
    return value
  }

  private static func float(_ word: String) -> Double? {
    let unsigned = word.first == "+" || word.first == "-" ? word.dropFirst() : word[...]
    let parts = unsigned.split(maxSplits: 1, omittingEmptySubsequences: false) {
      $0 == "e" || $0 == "E"
    }
    let mantissa = parts[0].split(
      separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard areDigits(mantissa[0], radix: 10), mantissa[0] == "0" || mantissa[0].first != "0",
      mantissa.count == 1 || areDigits(mantissa[1], radix: 10),
      mantissa.count == 2 || parts.count == 2
    else { return nil }
    if parts.count == 2 {
      let exponent =
        parts[1].first == "+" || parts[1].first == "-" ? parts[1].dropFirst() : parts[1]
      guard areDigits(exponent, radix: 10) else { return nil }
    }
    return Double(word.filter { $0 != "_" })
  }

  /// Digits with single underscores between them.
  private static func areDigits(_ text: Substring, radix: UInt8) -> Bool {
    var needsDigit = true
    for byte in text.utf8 {
      if byte == UInt8(ascii: "_") {
        guard !needsDigit else { return false }
        needsDigit = true
      } else {
        guard digit(byte, radix: radix) != nil else { return false }
        needsDigit = false
      }
    }
    return !needsDigit
  }
}

/// The dates and times of TOML, which are those of RFC 3339.
enum TOMLDateTime {
  /// The text with `T` and `Z` as capitals, or `nil` if it is none of the four kinds.
  static func normalized(_ text: String) -> String? {
    var bytes = Array(text.utf8)
    guard bytes.count >= 8 else { return nil }
    if bytes[2] == UInt8(ascii: ":") {
      return time(bytes[...], offset: false) ? text : nil
    }
    guard bytes.count >= 10, date(bytes[..<10]) else { return nil }
    guard bytes.count > 10 else { return text }
    guard [UInt8(ascii: "T"), UInt8(ascii: "t"), UInt8(ascii: " ")].contains(bytes[10]) else {
      return nil
    }
    bytes[10] = UInt8(ascii: "T")
    if bytes[bytes.count - 1] == UInt8(ascii: "z") { bytes[bytes.count - 1] = UInt8(ascii: "Z") }
    return time(bytes[11...], offset: true) ? String(decoding: bytes, as: UTF8.self) : nil
  }

  private static func date(_ bytes: ArraySlice<UInt8>) -> Bool {
    let bytes = Array(bytes)
    guard let year = number(bytes[0..<4]), bytes[4] == UInt8(ascii: "-"),
      let month = number(bytes[5..<7]), bytes[7] == UInt8(ascii: "-"),
      let day = number(bytes[8..<10]), (1...12).contains(month)
    else { return false }
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    return (1...lengths[month - 1]).contains(day)
  }

  /// `hh:mm:ss`, a fraction, and where allowed an offset.
  private static func time(_ slice: ArraySlice<UInt8>, offset: Bool) -> Bool {
    let bytes = Array(slice)
    guard bytes.count >= 8, clock(bytes[0..<5]), bytes[5] == UInt8(ascii: ":"),
      let second = number(bytes[6..<8]), second <= 60
    else { return false }
    var rest = bytes[8...]
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      let digits = rest.prefix { TOMLParser.digit($0, radix: 10) != nil }
      guard !digits.isEmpty else { return false }
      rest = rest.dropFirst(digits.count)
    }
    guard let sign = rest.first else { return true }
    guard offset else { return false }
    if sign == UInt8(ascii: "Z") { return rest.count == 1 }
    guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return false }
    return clock(rest.dropFirst())
  }

  /// `hh:mm`.
  private static func clock(_ slice: ArraySlice<UInt8>) -> Bool {
    let bytes = Array(slice)
    guard bytes.count == 5, let hour = number(bytes[0..<2]), bytes[2] == UInt8(ascii: ":"),
      let minute = number(bytes[3..<5])
    else { return false }
    return hour < 24 && minute < 60
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> Int? {
    bytes.reduce(0) { sum, byte in
      guard let sum, let digit = TOMLParser.digit(byte, radix: 10) else { return nil }
      return sum * 10 + Int(digit)
    }
  }
}
