import JSON
import Testing

@Suite("Looking into JSON")
struct ValueTests {
  @Test("Integers are exact or nothing")
  func integers() throws {
    let exact: [(String, Int64)] = [
      ("0", 0), ("-0", 0), ("1", 1), ("-5", -5), ("9007199254740993", 9_007_199_254_740_993),
      ("9223372036854775807", .max), ("-9223372036854775808", .min),
    ]
    for (text, number) in exact {
      #expect(try JSONDocument(parsing: text).root.int64 == number)
    }
    for text in [
      "1.0", "1e3", "1E0", "9223372036854775808", "-9223372036854775809", "1.5", "\"1\"",
      "null", "[1]", "100000000000000000000000",
    ] {
      #expect(try JSONDocument(parsing: text).root.int64 == nil)
    }
  }

  @Test("A number keeps its text to the last digit")
  func numberText() throws {
    for text in ["1500.00", "-0", "1e3", "0.1000000000000000055511151231257827", "1E+02"] {
      #expect(try JSONDocument(parsing: text).root.numberText == text)
    }
    #expect(try JSONDocument(parsing: "\"1\"").root.numberText == nil)
  }

  @Test("Doubles are the nearest ones, and infinity is none of them")
  func doubles() throws {
    #expect(try JSONDocument(parsing: "0.1").root.double == 0.1)
    #expect(try JSONDocument(parsing: "5e-324").root.double == .leastNonzeroMagnitude)
    #expect(try JSONDocument(parsing: "1e400").root.double == nil)
    #expect(try JSONDocument(parsing: "-0").root.double?.sign == .minus)
  }

  @Test("Members are found by name, wherever they stand and however they are written")
  func members() throws {
    let root = try JSONDocument(
      parsing: #"{"a":1,"nested":{"a":[2,{"b":3}]},"esc\u0061ped":4,"":5,"z":null}"#
    ).root
    #expect(root["a"]?.int64 == 1)
    #expect(root["nested"]?["a"]?.elements.map(\.kind) == [.number, .object])
    #expect(root["escaped"]?.int64 == 4)
    #expect(root[""]?.int64 == 5)
    #expect(root["z"]?.isNull == true)
    #expect(root["b"] == nil)
    #expect(root["nested"]?["b"] == nil)
    #expect(root["a"]?["a"] == nil)
    #expect(root.count == 5)
    #expect(root.members.map(\.key) == ["a", "nested", "escaped", "", "z"])
  }

  @Test("Accessors answer nothing where the kind is another")
  func kinds() throws {
    let root = try JSONDocument(parsing: #"{"s":"1","n":1,"t":true,"f":false,"a":[],"o":{}}"#).root
    #expect(root["s"]?.int64 == nil && root["s"]?.bool == nil && root["s"]?.double == nil)
    #expect(root["n"]?.string == nil && root["n"]?.bool == nil)
    #expect(root["t"]?.bool == true && root["f"]?.bool == false)
    #expect(root["o"].map { Array($0.elements).isEmpty } == true)
    #expect(root["a"].map { Array($0.members).isEmpty } == true)
    #expect(Array(root.elements).isEmpty)
    #expect(root["a"]?.count == 0 && root["n"]?.count == 0)
  }

  @Test("A part of a document can be taken out as it was written")
  func rawText() throws {
    let root = try JSONDocument(parsing: #"{"a": [1.50, "\u0041"] , "b":{ }}"#).root
    #expect(root["a"]?.description == #"[1.50, "\u0041"]"#)
    #expect(root["b"]?.description == "{ }")
    #expect(root["a"]?.elements.map(\.description) == ["1.50", #""\u0041""#])
    #expect(root.jsonBytes == root.rawText)
  }
}
