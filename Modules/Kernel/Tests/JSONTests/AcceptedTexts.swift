import JSON
import Testing

/// A text that RFC 8259 allows, and the same value as we write it.
struct AcceptedText: Sendable, CustomTestStringConvertible {
  let text: String
  let rewritten: String

  init(_ text: String, _ rewritten: String? = nil) {
    (self.text, self.rewritten) = (text, rewritten ?? text)
  }

  var testDescription: String { text }

  static let all = structure + space + numbers + strings

  static let structure: [AcceptedText] = [
    .init("null"), .init("true"), .init("false"), .init("0"), .init("\"\""), .init("[]"),
    .init("{}"), .init(" null ", "null"), .init("\r\n\t 1\r\n\t ", "1"), .init("[ ]", "[]"),
    .init("{ }", "{}"), .init("[\n]", "[]"), .init("[1]"), .init("[1,2,3]"),
    .init("[ 1 , 2 ]", "[1,2]"), .init("[[]]"), .init("[[],[]]"), .init("[{}]"),
    .init("[[[[1]]]]"), .init("[null,true,false]"), .init("[\"a\",1,null]"),
    .init("{\"a\":1}"), .init("{ \"a\" : 1 }", "{\"a\":1}"), .init("{\"a\":1,\"b\":2}"),
    .init("{\"a\":{}}"), .init("{\"a\":[]}"), .init("{\"a\":{\"a\":{\"a\":1}}}"),
    .init("{\"a\":{\"b\":1},\"c\":{\"b\":1}}"), .init("[{\"a\":1},{\"a\":1}]"),
    .init("{\"\":0}"), .init("{\"a\":1,\"A\":2}"), .init("{\"a\":1,\"a \":2}"),
    .init("{\"é\":1,\"e\u{301}\":2}"), .init("{\"a\\u0000\":1,\"a\":2}"),
    .init("{\"12345678a\":1,\"12345678b\":2}"),
    .init("{\"b\":1,\"a\":2}"), .init("{\"null\":null,\"true\":true}"),
    .init(String(repeating: "[", count: 64) + String(repeating: "]", count: 64)),
    .init(String(repeating: "{\"a\":", count: 64) + "1" + String(repeating: "}", count: 64)),
    .init("[" + (0..<70).map { _ in "[]" }.joined(separator: ",") + "]"),
  ]

  /// White space is four characters (2), anywhere between tokens, as much as one likes.
  static let space: [AcceptedText] = [
    .init("\t1", "1"), .init("1\n", "1"), .init("\r1\r", "1"), .init("[\t]", "[]"),
    .init("[\r1\r]", "[1]"), .init("[1\n,\n2]", "[1,2]"), .init("{\n\"a\"\n:\n1\n}", "{\"a\":1}"),
    .init("{\"a\"\t:1\t,\t\"b\":2}", "{\"a\":1,\"b\":2}"), .init(" [ [ ] , { } ] ", "[[],{}]"),
    .init(" \"a\" ", "\"a\""), .init(" true ", "true"),
    .init(String(repeating: " ", count: 10_000) + "1", "1"),
    .init("[" + String(repeating: "\n", count: 10_000) + "]", "[]"),
  ]

  /// Numbers keep their spelling.
  static let numbers: [AcceptedText] = [
    "-0", "1", "-1", "10", "100", "1234567890", "9007199254740993", "9223372036854775807",
    "-9223372036854775808", "9223372036854775808", "18446744073709551615",
    "123456789012345678901234567890", "0.0", "-0.0", "0.5", "1.0", "1.10", "1500.00",
    "0.1000000000000000055511151231257827", "3.141592653589793238462643", "1e0", "1e3", "1E3",
    "1e+3", "1e-3", "1E-03", "0e0", "-0e-0", "1.5e300", "1e400", "-1e400", "1e-400", "0e99999999",
    "0.00000000000000000000000000001", "-123.456e-7", "5e-324", "1.7976931348623157e308",
  ].map { AcceptedText($0) }

  static let strings: [AcceptedText] = [
    .init(#""a""#), .init(#""a b""#), .init(#""""#), .init(#""\"""#), .init(#""\\""#),
    .init(#""\/""#, #""/""#), .init(#""\b\f\n\r\t""#), .init(#""\u0000""#), .init(#""\u001f""#),
    .init(#""\u000A""#, #""\n""#), .init(#""\u0022""#, #""\"""#), .init(#""\u005C""#, #""\\""#),
    .init(#""\u0041""#, #""A""#), .init(#""\u00e9""#, #""é""#), .init(#""\u00E9""#, #""é""#),
    .init(#""\u20ac""#, #""€""#), .init(#""\ud83d\ude00""#, #""😀""#),
    .init(#""\uD834\uDD1E""#, #""𝄞""#), .init(#""\uDBFF\uDFFF""#, "\"\u{10FFFF}\""),
    .init(#""\uFFFF""#, "\"\u{FFFF}\""), .init(#""\uFEFF""#, "\"\u{FEFF}\""),
    .init(#""\uE000""#, "\"\u{E000}\""), .init(#""\uD7FF""#, "\"\u{D7FF}\""),
    .init(#""\\u0041""#), .init(#""\\\\""#), .init(#""a\\""#), .init(#""é""#), .init(#""€""#),
    .init(#""😀""#), .init(#""日本語""#), .init(#""שלום""#), .init("\"\u{7F}\""),
    .init("\"\u{80}\""), .init("\"\u{7FF}\""), .init("\"\u{800}\""), .init("\"\u{D7FF}\""),
    .init("\"\u{E000}\""), .init("\"\u{FFFD}\""), .init("\"\u{10000}\""),
    .init("\"\u{10FFFF}\""), .init("\"\u{2028}\u{2029}\""), .init("\"/\""), .init("\"'\""),
    .init("\"{[:,]}\""), .init("\"// no comment\""), .init("\"1234567\""),
    .init("\"12345678\""), .init("\"123456789\""), .init(#""12345678\n12345678""#),
    .init(#"{"a\/b":1}"#, #"{"a/b":1}"#), .init(#"{"\u0061":1}"#, #"{"a":1}"#),
    .init(#"["Lagos – ₦1,500.00", "Ìbàdàn"]"#, #"["Lagos – ₦1,500.00","Ìbàdàn"]"#),
  ]
}
