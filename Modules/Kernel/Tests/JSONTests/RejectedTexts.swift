import JSON
import Testing

/// A text that RFC 8259 does not allow, or allows a reader to refuse, and what it is refused for.
struct RejectedText: Sendable, CustomTestStringConvertible {
  let bytes: [UInt8]
  let reason: JSONError.Reason

  init(_ text: String, _ reason: JSONError.Reason) {
    self.init(Array(text.utf8), reason)
  }

  init(_ bytes: [UInt8], _ reason: JSONError.Reason) {
    (self.bytes, self.reason) = (bytes, reason)
  }

  var testDescription: String { String(decoding: bytes, as: UTF8.self) }

  static let all =
    structure + words + numbers + strings + escapes + utf8 + ends + duplicates + depth

  /// Values, separators and what surrounds them (2, 4, 5).
  static let structure: [RejectedText] = [
    .init("", .unexpectedEnd), .init(" ", .unexpectedEnd), .init("\n\t\r ", .unexpectedEnd),
    .init("[", .unexpectedEnd), .init("{", .unexpectedEnd), .init("[1", .unexpectedEnd),
    .init("[1,", .unexpectedEnd), .init("[[]", .unexpectedEnd), .init("{\"a\"", .unexpectedEnd),
    .init("{\"a\":", .unexpectedEnd), .init("{\"a\":1", .unexpectedEnd),
    .init("{\"a\":1,", .unexpectedEnd), .init("{\"a\":{}", .unexpectedEnd),
    .init("]", .unexpectedByte), .init("}", .unexpectedByte), .init(",", .unexpectedByte),
    .init(":", .unexpectedByte), .init("[1,]", .unexpectedByte), .init("[,1]", .unexpectedByte),
    .init("[1,,2]", .unexpectedByte), .init("[,]", .unexpectedByte),
    .init("[1 2]", .unexpectedByte), .init("[1:2]", .unexpectedByte),
    .init("[1}", .unexpectedByte), .init("{]", .unexpectedByte), .init("[}", .unexpectedByte),
    .init("{\"a\":1]", .unexpectedByte), .init("{\"a\":1,}", .unexpectedByte),
    .init("{,\"a\":1}", .unexpectedByte), .init("{\"a\":1,,\"b\":2}", .unexpectedByte),
    .init("{\"a\" 1}", .unexpectedByte), .init("{\"a\",1}", .unexpectedByte),
    .init("{\"a\"::1}", .unexpectedByte), .init("{\"a\":}", .unexpectedByte),
    .init("{\"a\":,\"b\":1}", .unexpectedByte), .init("{\"a\"}", .unexpectedByte),
    .init("{:1}", .unexpectedByte), .init("{1:1}", .unexpectedByte),
    .init("{a:1}", .unexpectedByte), .init("{'a':1}", .unexpectedByte),
    .init("{null:1}", .unexpectedByte), .init("{[]:1}", .unexpectedByte),
    .init("{\"a\":1 \"b\":2}", .unexpectedByte), .init("'a'", .unexpectedByte),
    .init("[1;2]", .unexpectedByte), .init("//\n1", .unexpectedByte),
    .init("/* */1", .unexpectedByte), .init("[1/**/]", .unexpectedByte),
    .init("#1", .unexpectedByte), .init("`1`", .unexpectedByte), .init("(1)", .unexpectedByte),
    .init("1 2", .trailingBytes), .init("{}{}", .trailingBytes), .init("[]]", .trailingBytes),
    .init("{}}", .trailingBytes), .init("null,", .trailingBytes),
    .init("\"a\"\"b\"", .trailingBytes), .init("\"a\" x", .trailingBytes),
    .init("[] //", .trailingBytes), .init("true false", .trailingBytes),
    .init("1\0", .trailingBytes), .init("{}\0", .trailingBytes), .init("\0", .unexpectedByte),
    .init("\u{B}1", .unexpectedByte), .init("\u{C}1", .unexpectedByte),
    .init("[1\u{C}]", .unexpectedByte), .init("\u{A0}1", .unexpectedByte),
    .init("\u{2028}1", .unexpectedByte), .init("[\u{2003}]", .unexpectedByte),
    .init("1\u{85}", .trailingBytes), .init("\u{FEFF}", .byteOrderMark),
    .init("\u{FEFF}1", .byteOrderMark), .init("\u{FEFF}{}", .byteOrderMark),
    .init("1\u{FEFF}", .trailingBytes), .init(" \u{FEFF}1", .unexpectedByte),
    .init([0xFE, 0xFF, 0x00, 0x31], .unexpectedByte),
    .init([0xFF, 0xFE, 0x31, 0x00], .unexpectedByte),
    .init([0x31, 0x00], .trailingBytes), .init([0x00, 0x31], .unexpectedByte),
  ]

  /// The three words and those that only look like them (3).
  static let words: [RejectedText] = [
    .init("tru", .unexpectedEnd), .init("t", .unexpectedEnd), .init("fals", .unexpectedEnd),
    .init("nul", .unexpectedEnd), .init("[nul", .unexpectedEnd), .init("[nul]", .invalidLiteral),
    .init("True", .invalidLiteral), .init("TRUE", .invalidLiteral),
    .init("False", .invalidLiteral), .init("Null", .invalidLiteral),
    .init("NULL", .invalidLiteral), .init("nil", .invalidLiteral),
    .init("none", .invalidLiteral), .init("undefined", .invalidLiteral),
    .init("yes", .invalidLiteral), .init("trye", .invalidLiteral),
    .init("truefalse", .trailingBytes), .init("nulll", .trailingBytes),
    .init("[truex]", .unexpectedByte), .init("NaN", .invalidLiteral),
    .init("nan", .invalidLiteral), .init("Infinity", .invalidLiteral),
    .init("inf", .invalidLiteral), .init("[NaN]", .invalidLiteral),
    .init("{\"a\":undefined}", .invalidLiteral),
  ]

  /// Numbers (6).
  static let numbers: [RejectedText] =
    [
      "-", "--1", "-a", "- 1", "00", "01", "-01", "007", "0123", "00.5", "1.", "-1.", "1.e1", "0.",
      "1.-1", "1..2", "1.2.3", "1e", "1E", "1e+", "1e-", "1E+", "1e1.5", "1ee1", "1e1e1", "1e++1",
      "1e 1", "0e", "0e+", "0.e1", "0x10", "0X1F", "0b1", "0o7", "1_000", "1a", "12abc", "1f", "1L",
      "-Infinity", "-NaN", "-.5", "1+1", "1-1", "0-0", "-0-", "1.0e", "9.e+", "0e1.", "[1.]", "[-]",
      "{\"a\":01}", "[0x1]", "[1e]",
    ].map { RejectedText($0, $0.hasSuffix("_000") ? .trailingBytes : .invalidNumber) } + [
      .init("+1", .unexpectedByte), .init("+0", .unexpectedByte), .init(".5", .unexpectedByte),
      .init(".", .unexpectedByte), .init("[+1]", .unexpectedByte), .init("[.5]", .unexpectedByte),
      .init("1,5", .trailingBytes), .init("1 000", .trailingBytes), .init("$1", .unexpectedByte),
      .init("\u{FF11}", .unexpectedByte), .init("\u{221E}", .unexpectedByte),
      .init("1\u{FF11}", .trailingBytes), .init("\u{0661}", .unexpectedByte),
    ]

  /// Strings without escapes (7).
  static let strings: [RejectedText] =
    [
      .init("\"", .unexpectedEnd), .init("\"a", .unexpectedEnd), .init("[\"a]", .unexpectedEnd),
      .init("{\"a", .unexpectedEnd), .init("\"a'", .unexpectedEnd),
      .init("\"longer than eight bytes", .unexpectedEnd),
    ]
    + (UInt8(0)..<0x20).map { .init([0x22, $0, 0x22], .controlCharacter) }
    + (UInt8(0)..<0x20).map {
      .init(
        Array("[\"eight or more bytes ".utf8) + [$0] + Array(" then more\"]".utf8),
        .controlCharacter)
    } + [.init("{\"a\nb\":1}", .controlCharacter)]

  /// Escapes (7).
  static let escapes: [RejectedText] = [
    .init(#""\"#, .unexpectedEnd), .init(#""\""#, .unexpectedEnd), .init(#""\u"#, .unexpectedEnd),
    .init(#""\u0"#, .unexpectedEnd), .init(#""\u00"#, .unexpectedEnd),
    .init(#""\u004"#, .unexpectedEnd), .init(#""\u0041"#, .unexpectedEnd),
    .init(#""\a""#, .invalidEscape), .init(#""\v""#, .invalidEscape),
    .init(#""\0""#, .invalidEscape), .init(#""\x41""#, .invalidEscape),
    .init(#""\'""#, .invalidEscape), .init(#""\U0041""#, .invalidEscape),
    .init(#""\N""#, .invalidEscape), .init(#""\ ""#, .invalidEscape),
    .init("\"\\\n\"", .invalidEscape), .init(#""\u""#, .invalidEscape),
    .init(#""\u004""#, .invalidEscape), .init(#""\u004g""#, .invalidEscape),
    .init(#""\u+041""#, .invalidEscape), .init(#""\u{41}""#, .invalidEscape),
    .init(#""\u00 1""#, .invalidEscape), .init(#""\é""#, .invalidEscape),
    .init(#""\uD800""#, .loneSurrogate), .init(#""\uDBFF""#, .loneSurrogate),
    .init(#""\uDC00""#, .loneSurrogate), .init(#""\uDFFF""#, .loneSurrogate),
    .init(#""\ud83d""#, .loneSurrogate), .init(#""\uD83Dx""#, .loneSurrogate),
    .init(#""\uD83D\n""#, .loneSurrogate), .init(#""\uD83D\uD83D""#, .loneSurrogate),
    .init(#""\uD83D\u0041""#, .loneSurrogate), .init(#""\uDE00\uD83D""#, .loneSurrogate),
    .init(#""\uD83D\uE000""#, .loneSurrogate), .init(#""\uD83D\\uDE00""#, .loneSurrogate),
    .init(#""\uD83D\uDE""#, .invalidEscape), .init(#""\uD83D\uDE0"#, .unexpectedEnd),
    .init(#""\uD83D"#, .loneSurrogate), .init(#""\uD83D\"#, .loneSurrogate),
    .init(#"{"\uD800":1}"#, .loneSurrogate),
  ]

  /// Bytes that are not UTF-8 (8.1, RFC 3629), alone and behind eight good ones.
  static let utf8: [RejectedText] = malformed.flatMap { bytes -> [RejectedText] in
    [
      .init([0x22] + bytes + [0x22], .invalidUTF8),
      .init(Array("[\"12345678".utf8) + bytes + Array("\"]".utf8), .invalidUTF8),
    ]
  }

  private static let malformed: [[UInt8]] = [
    [0x80], [0xBF], [0x80, 0x80], [0xC0, 0x80], [0xC0, 0xAF], [0xC1, 0x81], [0xC1, 0xBF],
    [0xC2], [0xC2, 0x41], [0xC3, 0xC3], [0xDF], [0xE0, 0x80, 0x80], [0xE0, 0x9F, 0xBF],
    [0xE0, 0x80, 0xAF], [0xE1, 0x80], [0xE2, 0x82], [0xE2, 0x28, 0xA1], [0xE2, 0x82, 0x28],
    [0xED, 0xA0, 0x80], [0xED, 0xAF, 0xBF], [0xED, 0xB0, 0x80], [0xED, 0xBF, 0xBF],
    [0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80], [0xEF, 0xBF], [0xF0, 0x80, 0x80, 0x80],
    [0xF0, 0x8F, 0xBF, 0xBF], [0xF0, 0x9F, 0x98], [0xF0, 0x28, 0x8C, 0xBC],
    [0xF0, 0x9F, 0x28, 0x80], [0xF0, 0x9F, 0x98, 0x28], [0xF4, 0x90, 0x80, 0x80],
    [0xF5, 0x80, 0x80, 0x80], [0xF7, 0xBF, 0xBF, 0xBF], [0xF8, 0x88, 0x80, 0x80, 0x80],
    [0xFC, 0x84, 0x80, 0x80, 0x80, 0x80], [0xFE], [0xFF], [0xE9], [0xC3, 0xA9, 0xA9],
  ]

  /// Texts cut off in the middle of a character, an escape or a token.
  static let ends: [RejectedText] =
    [
      .init([0x22, 0xC3], .invalidUTF8), .init([0x22, 0xE2, 0x82], .invalidUTF8),
      .init([0x22, 0xF0, 0x9F, 0x98], .invalidUTF8), .init([0xC3], .unexpectedByte),
      .init([0x5B, 0xC3, 0xA9], .unexpectedByte), .init([0x31, 0x80], .trailingBytes),
      .init([0x5B, 0x31, 0xFF], .unexpectedByte),
    ]
    + [
      "[-", "[1e", "[1e+", "[0.", "{\"a\":-", "{\"a\":1.",
    ].map { .init($0, .invalidNumber) }
    + [
      "[true", "[tru", "{\"a\":fals", "[null,", "{\"a\": ", "{ ", "[ ", "[\"a\"", "{\"a\":\"b\"",
      "[{}", "{\"a\":[]", "[[1],", "{\"a\":{\"b\":1}", "[\"\\", "[\"\\u12", "{\"\\",
    ].map { .init($0, .unexpectedEnd) }

  /// Members of one name, however it is spelled (4).
  static let duplicates: [RejectedText] = [
    #"{"a":1,"a":1}"#, #"{"a":1,"a":2}"#, #"{"":1,"":2}"#, #"{"a":1,"\u0061":2}"#,
    #"{"\u0061":1,"a":2}"#, #"{"\u0061":1,"\u0061":2}"#, #"{"a/b":1,"a\/b":2}"#,
    #"{"a":{"b":1,"b":2}}"#, #"[{"a":1,"b":2,"a":3}]"#, #"{"\u00e9":1,"é":2}"#,
    #"{"\uD83D\uDE00":1,"😀":2}"#, #"{"\n":1,"\u000a":2}"#, #"{"\u00E9":1,"\u00e9":2}"#,
    #"{"a":{"a":1},"a":2}"#, #"{"\"":1,"\u0022":2}"#,
    #"{"longer than eight":1,"longer than eight":2}"#,
    #"{"longer than eight":1,"longer than \u0065ight":2}"#,
    #"{"a":1,"b":2,"c":3,"d":4,"\u0063":5}"#, #"[[{"a":[{"b":1,"b":2}]}]]"#,
    #"{"\uD834\uDD1E":1,"\ud834\udd1e":2}"#, #"{"\/":1,"\u002F":2}"#,
  ].map { RejectedText($0, .duplicateKey) }

  /// More than 64 containers within each other (9).
  static let depth: [RejectedText] = [
    .init(String(repeating: "[", count: 65) + String(repeating: "]", count: 65), .tooDeep),
    .init(String(repeating: "[", count: 100_000), .tooDeep),
    .init(
      String(repeating: "{\"a\":", count: 65) + "1" + String(repeating: "}", count: 65),
      .tooDeep),
    .init(String(repeating: "{\"a\":[", count: 50_000), .tooDeep),
    .init(String(repeating: "[{\"a\":", count: 40), .tooDeep),
    .init("[" + String(repeating: "[", count: 64) + "1", .tooDeep),
    .init("{\"a\":" + String(repeating: "[", count: 64), .tooDeep),
    .init(
      "[1," + String(repeating: "[", count: 64) + String(repeating: "]", count: 64) + "]",
      .tooDeep),
  ]
}
