import JSON
import Testing

@Suite("JSON by value")
struct CanonicalJSONTests {
  private func octets(_ text: String) throws -> [UInt8] {
    try JSONDocument(parsing: text).root.canonicalOctets
  }

  @Test(
    "Texts that say the same have the same octets",
    arguments: [
      [#"{"a":1,"b":[true,null]}"#, #" { "b" : [ true , null ] , "a" : 1 } "#],
      [#"{"a":{"x":1,"y":2}}"#, #"{"a":{"y":2,"x":1}}"#],
      ["10.50", "10.5", "1.05e1", "105E-1", "0.1050e+2", "10.500000000000000000000000"],
      ["1", "1.0", "1e0", "10e-1", "1E+00"],
      ["0", "-0", "0.000", "0e999999999999999999999", "-0.0e-5"],
      ["-1000", "-1e3", "-1.000E3"],
      ["1e9999999999999", "10e9999999999998"],
      ["100", "100000000000000000000e-18", "1E2"], ["-1e-400", "-10e-401", "-0.1e-399"],
      ["\"\u{E9}\"", #""\u00e9""#, #""\u00E9""#],
      [#""a/b""#, #""a\/b""#], [#""\ud83d\ude00""#, "\"\u{1F600}\""],
      [#"{"\u0061":1,"b":2}"#, #"{"b":2,"a":1}"#],
    ])
  func equal(texts: [String]) throws {
    for text in texts { #expect(try octets(text) == octets(texts[0]), "\(text)") }
  }

  @Test("Texts that say something else have other octets")
  func different() throws {
    let texts = [
      "null", "true", "false", "0", "1", "-1", "10", "1e1000", "1e-1000", "0.1", "1.01",
      "9007199254740993", "9007199254740992", "1e99999999999999999999", "1e99999999999999999998",
      "\"\"", "\"1\"", "\"null\"", "\"e\u{301}\"", "\"\u{E9}\"", "[]", "{}", "[[]]", "[1,2]",
      "[2,1]", "[12]", "[\"1\",2]", "[null]", "[[1],2]", "[[1,2]]", #"{"a":1}"#, #"{"a":null}"#,
      #"{"a":"1"}"#, #"{"a":{"b":1}}"#, #"{"a":1,"b":1}"#, #"["a",1]"#, #"{"a:1":1}"#,
      #"["\"1:a"]"#,
    ]
    #expect(Set(try texts.map(octets)).count == texts.count)
  }

  @Test("A big object and a deep value cost what they weigh")
  func large() throws {
    let members = (0..<20_000).map { "\"k\($0)\":\($0).0" }
    let ordered = "{" + members.joined(separator: ",") + "}"
    let reversed = "{" + members.reversed().joined(separator: ", ") + "}"
    #expect(try octets(ordered) == octets(reversed))
    let deep = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
    #expect(try octets(deep).count == 128)
  }
}
