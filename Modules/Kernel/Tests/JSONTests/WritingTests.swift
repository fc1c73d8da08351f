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
    writer.rawKey(Array(#","c":"#.utf8))
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
