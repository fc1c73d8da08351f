import JSON
import Testing

@Suite("Writing JSON")
struct WritingTests {
  @Test("Commas, quotes and nesting are taken care of")
  func structure() {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("a")
    writer.value(1)
    writer.key("b")
    writer.beginArray()
    writer.value("x")
    writer.value(true)
    writer.null()
    writer.beginObject()
    writer.endObject()
    writer.beginArray()
    writer.endArray()
    writer.endArray()
    writer.key(JSONKey("c"))
    writer.string(upTo: 9) { $0.update(fromContentsOf: "1500.00".utf8) }
    writer.key("d" + "e")
    writer.rawNumber("1.50")
    writer.key("f")
    writer.raw(Array("[1]".utf8))
    writer.endObject()
    #expect(
      String(decoding: writer.bytes, as: UTF8.self)
        == #"{"a":1,"b":["x",true,null,{},[]],"c":"1500.00","de":1.50,"f":[1]}"#)
  }

  @Test(
    "Integers are written to the last digit",
    arguments: [
      0, 1, -1, 9, 10, 99, 100, -100, 1_234_567_890, Int64.max, Int64.min,
    ])
  func integers(_ number: Int64) {
    #expect(String(decoding: number.jsonBytes, as: UTF8.self) == String(number))
  }

  @Test("Every scalar below U+0100 comes back from a string and a key")
  func scalars() throws {
    for value in UInt8.min...UInt8.max {
      let text = "12345678" + String(Unicode.Scalar(value)) + "9"
      var writer = JSONWriter()
      writer.beginObject()
      writer.key(text)
      writer.value(text)
      writer.endObject()
      let root = try JSONDocument(parsing: writer.bytes).root
      #expect(root[text]?.string?.utf8.elementsEqual(text.utf8) == true)
    }
  }

  @Test("A mark is escaped wherever it stands, in texts of every length", arguments: 0...33)
  func markAnywhere(length: Int) throws {
    // Texts are copied by words, whose last one overlaps: each place of each length is a case.
    let marks = [
      "\"": #"\""#, "\\": #"\\"#, "\n": #"\n"#, "\u{1}": #"\u0001"#, "é": "é", "\u{7F}": "\u{7F}",
    ]
    for (mark, escaped) in marks {
      for place in 0...length {
        let before = String("abcdefghijklmnopqrstuvwxyz0123456".prefix(place))
        let after = String("ABCDEFGHIJKLMNOPQRSTUVWXYZ6543210".prefix(length - place))
        var writer = JSONWriter(reserving: 0)
        writer.value(before + mark + after)
        #expect(String(decoding: writer.bytes, as: UTF8.self) == "\"\(before)\(escaped)\(after)\"")
        #expect(try JSONDocument(parsing: writer.bytes).root.string == before + mark + after)
      }
    }
  }

  @Test("A key made ready is written as a key is, first or not, and of any length")
  func readyKeys() {
    for length in 0...40 {
      let name = String(repeating: "k", count: length) + (length % 3 == 0 ? "\"" : "")
      let key = JSONKey(name)
      var ready = JSONWriter(reserving: 0)
      var plain = JSONWriter(reserving: 0)
      ready.beginObject()
      plain.beginObject()
      for _ in 0..<3 {
        ready.key(key)
        ready.null()
        plain.key(name)
        plain.null()
      }
      ready.endObject()
      plain.endObject()
      #expect(ready.bytes == plain.bytes)
    }
  }

  @Test("Controls, quotes and backslashes are escaped, and nothing else")
  func escapes() {
    let text = "\u{0}\u{1}\u{8}\t\n\u{B}\u{C}\r\u{1F} \"\\/\u{7F}é€😀"
    #expect(
      String(decoding: text.jsonBytes, as: UTF8.self)
        == #""\u0000\u0001\b\t\n\u000b\f\r\u001f \"\\/"# + "\u{7F}é€😀\"")
  }

  @Test("A substring is written as what it shows")
  func substring() {
    var writer = JSONWriter()
    writer.value("a\"bc".dropFirst())
    #expect(String(decoding: writer.bytes, as: UTF8.self) == #""\"bc""#)
  }

  @Test("Optionals and arrays are written where their elements are")
  func composed() {
    let list: [Int?] = [1, nil, 3]
    #expect(String(decoding: list.jsonBytes, as: UTF8.self) == "[1,null,3]")
    #expect(String(decoding: [[true], []].jsonBytes, as: UTF8.self) == "[[true],[]]")
  }

  @Test("A writer that is emptied begins afresh")
  func reuse() {
    var writer = JSONWriter()
    writer.value(1)
    writer.removeAll()
    writer.value(2)
    #expect(writer.bytes == Array("2".utf8))
  }
}
