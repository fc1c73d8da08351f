import JSON
import Testing

@Suite("Reading JSON")
struct ReadingTests {
  @Test("What RFC 8259 forbids is refused, and for the right reason", arguments: RejectedText.all)
  func rejects(_ vector: RejectedText) {
    let error = #expect(throws: JSONError.self) { try JSONDocument(parsing: vector.bytes) }
    #expect(error?.reason == vector.reason)
    #expect((0...vector.bytes.count).contains(error?.offset ?? -1))
  }

  @Test(
    "What RFC 8259 allows is read, and means the same once written", arguments: AcceptedText.all)
  func accepts(_ vector: AcceptedText) throws {
    let document = try JSONDocument(parsing: vector.text)
    #expect(rewritten(document).utf8.elementsEqual(vector.rewritten.utf8))
    let again = try JSONDocument(parsing: vector.rewritten)
    #expect(rewritten(again).utf8.elementsEqual(vector.rewritten.utf8))
  }

  @Test("The tables are as large as they claim to be, in each of their parts")
  func tables() {
    // Texts that stand in two tables count once.
    #expect(Set(RejectedText.all.map(\.bytes)).count >= 350)
    #expect(Set(AcceptedText.all.map { Array($0.text.utf8) }).count >= 130)
    let rejected: [(texts: [RejectedText], atLeast: Int)] = [
      (RejectedText.structure, 70), (RejectedText.words, 25), (RejectedText.numbers, 65),
      (RejectedText.strings, 70), (RejectedText.escapes, 40), (RejectedText.utf8, 75),
      (RejectedText.ends, 20), (RejectedText.duplicates, 20), (RejectedText.depth, 8),
    ]
    for part in rejected { #expect(part.texts.count >= part.atLeast) }
    #expect(AcceptedText.structure.count >= 40)
    #expect(AcceptedText.numbers.count >= 35)
    #expect(AcceptedText.strings.count >= 50)
    #expect(AcceptedText.space.count >= 10)
  }

  @Test("Every reason for a refusal is met, but for a text of more than half a gibibyte")
  func reasons() {
    let met = Set(RejectedText.all.map(\.reason))
    #expect(met == Set(JSONError.Reason.allCases).subtracting([.tooLarge]))
  }

  @Test("Every beginning of a document is refused, and none is read beyond its end")
  func truncation() throws {
    let text = #"{"a":[1.5e-3,"é\uD83D\uDE00\n",true,null,{"b":{}}],"c":-0,"long key name":false}"#
    let bytes = Array(text.utf8)
    #expect(throws: Never.self) { try JSONDocument(parsing: bytes) }
    for length in bytes.indices {
      #expect(throws: JSONError.self) { try JSONDocument(parsing: Array(bytes[..<length])) }
    }
  }

  @Test("An error says where it is")
  func offsets() {
    let cases = [
      ("[1,2,x]", 5), ("{\"a\":1,\"b\":2,\"a\":3}", 13), ("[01]", 1), ("1 1", 2),
      ("[\"ab\u{1}\"]", 4),
      ("[1", 2),
    ]
    for (text, offset) in cases {
      let error = #expect(throws: JSONError.self) { try JSONDocument(parsing: text) }
      #expect(error?.offset == offset)
    }
  }

  @Test("A key that repeats is found among many, at the beginning, the middle and the end")
  func duplicatesAmongMany() throws {
    for count in [2, 3, 16, 17, 18, 33, 1_000] {
      let names = (0..<count).map { "key number \($0)" }
      #expect(throws: Never.self) { try JSONDocument(parsing: object(names)) }
      for position in [0, count / 2, count - 1] {
        let error = #expect(throws: JSONError.self) {
          try JSONDocument(parsing: object(names + [names[position]]))
        }
        #expect(error?.reason == .duplicateKey)
        let escaped = #expect(throws: JSONError.self) {
          try JSONDocument(parsing: object(names + ["\\u006b" + names[position].dropFirst()]))
        }
        #expect(escaped?.reason == .duplicateKey)
      }
    }
  }

  @Test("An object of 100,000 keys is read, and one key too many refused")
  func manyKeys() throws {
    let names = (0..<100_000).map { "k\($0)" }
    #expect(try JSONDocument(parsing: object(names)).root.count == 100_000)
    let error = #expect(throws: JSONError.self) {
      try JSONDocument(parsing: object(names + ["k99999"]))
    }
    #expect(error?.reason == .duplicateKey)
  }

  @Test("Keys are compared in bytes, so composed and decomposed letters are two names")
  func normalization() throws {
    let root = try JSONDocument(parsing: "{\"\u{E9}\":1,\"e\u{301}\":2}").root
    #expect(root["\u{E9}"]?.int64 == 1)
    #expect(root["e\u{301}"]?.int64 == 2)
  }

  @Test("The depth that is allowed can be chosen")
  func chosenDepth() {
    #expect(throws: Never.self) { try JSONDocument(parsing: "[[1]]", maxDepth: 2) }
    #expect(throws: JSONError.self) { try JSONDocument(parsing: "[[[1]]]", maxDepth: 2) }
    #expect(throws: Never.self) { try JSONDocument(parsing: "1", maxDepth: 0) }
    #expect(throws: JSONError.self) { try JSONDocument(parsing: "[]", maxDepth: 0) }
  }

  @Test("An error quotes nothing of the text")
  func noLeak() {
    let error = #expect(throws: JSONError.self) { try JSONDocument(parsing: "[\"hunter2\", x]") }
    #expect(error?.description == "unknown word at byte 12")
  }

  private func object(_ names: [String]) -> String {
    "{" + names.map { "\"\($0)\":0" }.joined(separator: ",") + "}"
  }
}
