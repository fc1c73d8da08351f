import Configuration
import Testing

@Suite("TOML 1.0")
struct TOMLTests {
  @Test("What TOML allows means what it says", arguments: ValidTOML.all)
  func valid(_ vector: ValidTOML) throws {
    #expect(plain(try TOMLParser.parse(vector.text)) == vector.meaning)
  }

  @Test("What TOML forbids is refused on its line", arguments: InvalidTOML.all)
  func invalid(_ vector: InvalidTOML) {
    let error = #expect(throws: TOMLError.self) { try TOMLParser.parse(vector.text) }
    #expect(error?.position.line == vector.line)
  }

  @Test("Bytes that are not UTF-8 are refused on their line")
  func encoding() {
    for bytes: [UInt8] in [[0x80], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80]] {
      let text = Array("a = 1\nb = \"".utf8) + bytes + Array("\"\n".utf8)
      let error = #expect(throws: TOMLError.self) { try TOMLParser.parse(text) }
      #expect(error?.position.line == 2)
    }
  }

  @Test("A key of very many parts is refused before anything walks down it")
  func deepKeys() {
    for text in [
      "a\(String(repeating: ".a", count: 100_000)) = 1", "[a\(String(repeating: ".a", count: 64))]",
    ] {
      let error = #expect(throws: TOMLError.self) { try TOMLParser.parse(text) }
      #expect(error?.message == "nested too deeply")
    }
    let deepest = "a\(String(repeating: ".a", count: 63)) = 1"
    #expect(throws: Never.self) { try TOMLParser.parse(deepest) }
  }

  @Test("Every value knows its place")
  func positions() throws {
    let table = try TOMLParser.parse("a = 1\n\n[b]\n  c.d = \"x\"\ne = [\n  1,\n  2]\n")
    #expect(table["a"]?.position.description == "1:1")
    #expect(table["b"]?.position.description == "3:1")
    guard case .table(let inner) = table["b"]?.value, case .table(let dotted) = inner["c"]?.value,
      case .array(let elements) = inner["e"]?.value
    else {
      Issue.record("The tables are not where they should be.")
      return
    }
    #expect(dotted["d"]?.position.description == "4:3")
    #expect(elements.map(\.position.line) == [6, 7])
  }

  @Test("Keys that differ only in normalisation are two keys")
  func normalization() throws {
    let table = try TOMLParser.parse("\"\u{E9}\" = 1\n\"e\u{301}\" = 2")
    #expect(table.members.count == 2)
    #expect(table["e\u{301}"]?.value == .integer(2))
  }

  @Test("A beginning of a text is refused or read, and never crashes")
  func truncated() {
    let text =
      "a = \"x\\u00e9\"\n[b.'c']\nd = [1, 2.5e3, {e = '''f'''}]\ng = 1979-05-27 07:32:00Z\n"
    let bytes = Array(text.utf8)
    var read = 0
    for length in 0...bytes.count where (try? TOMLParser.parse(Array(bytes[..<length]))) != nil {
      read += 1
    }
    #expect(read > 0)
  }
}
