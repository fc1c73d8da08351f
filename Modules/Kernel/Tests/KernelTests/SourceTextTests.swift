import Kernel
import Testing

@Suite("Text from outside")
struct SourceTextTests {
  @Test(
    "Line ends and byte order marks at the ends go, and nothing else",
    arguments: [
      ("a", "a"), ("", ""), ("\n", ""), ("a\n", "a"), ("a\r\n\r\n", "a"), ("\u{FEFF}a", "a"),
      ("\u{FEFF}\r\na\n\u{FEFF}", "a"), (" a ", " a "), ("a\nb", "a\nb"), ("a\t\n", "a\t"),
      ("e\u{301}\n", "e\u{301}"),
    ])
  func trimmed(_ text: String, _ meant: String) {
    #expect(SourceText.trimmed(text).unicodeScalars.elementsEqual(meant.unicodeScalars))
  }

  @Test(
    "What is no value has a fault that does not quote it",
    arguments: [" abc", "abc ", "a\nbc", "abc\u{0}", "\u{7F}abc", "abc\u{A0}", "abc\u{FFFD}"])
  func faults(_ text: String) {
    let fault = SourceText.fault(in: text)
    #expect(fault?.hasPrefix("text ") == true)
    #expect(fault?.contains("abc") == false)
  }

  @Test("Text as people write it has none", arguments: ["", "a", "a b", "pass word é ß 日本", "a@b"])
  func sound(_ text: String) {
    #expect(SourceText.fault(in: text) == nil)
  }

  @Test("Of a URL only the scheme is repeated")
  func shown() {
    #expect(SourceText.shown("postgresql://a:b@c") == "postgresql://…")
    #expect(SourceText.shown("status") == "status")
  }
}
