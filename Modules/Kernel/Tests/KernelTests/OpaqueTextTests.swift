import Kernel
import Testing

@Suite("Passwords in one form")
struct OpaqueTextTests {
  @Test(
    "One password has one form, however it is composed and whatever spaces were typed",
    arguments: [
      ("pa\u{308}sswo\u{308}rter 9", "p\u{E4}ssw\u{F6}rter 9"),
      ("correct\u{A0}horse\u{2003}9\u{3000}", "correct horse 9 "),
      ("\u{212B}ngstr\u{F6}m 1", "\u{C5}ngstr\u{F6}m 1"),
      ("q\u{307}\u{323}", "q\u{323}\u{307}"),
      ("\u{110B}\u{1161}\u{11AB}\u{1102}\u{1167}\u{11BC}", "\u{C548}\u{B155}"),
      ("plain Words 1", "plain Words 1"),
    ])
  func forms(typed: String, expected: String) throws {
    let text = try #require(OpaqueText(typed))
    #expect(Array(text.canonical.utf8) == Array(expected.utf8))
  }

  @Test(
    "Case, width, ligatures and blanks at the ends are part of a password",
    arguments: [
      ("Secret 12", "secret 12"), ("\u{FF21}bc", "Abc"), ("\u{FB01}n", "fin"), (" a", "a"),
      ("stra\u{DF}e", "strasse"), ("2\u{2075}", "25"),
    ])
  func distinct(one: String, other: String) throws {
    #expect(try #require(OpaqueText(one)) != #require(OpaqueText(other)))
  }

  @Test(
    "Nothing, control characters and heaps of marks have no form",
    arguments: [
      "", "a\nb", "a\u{0}", "tab\there", "\u{7F}", "\u{85}ab",
      "a" + String(repeating: "\u{301}", count: 31),
    ])
  func refused(text: String) {
    #expect(OpaqueText(text) == nil)
  }

  @Test("A form is its own form, whatever it is made of")
  func idempotent() throws {
    var random = SystemRandomNumberGenerator()
    let ranges: [ClosedRange<UInt32>] = [
      0x20...0x7E, 0xA0...0x24F, 0x300...0x345, 0x1100...0x11FF, 0x2000...0x200A, 0x900...0x97F,
      0xAC00...0xAC80, 0x1F600...0x1F64F, 0xFF00...0xFF5E, 0x1D15E...0x1D164,
    ]
    for _ in 0..<3_000 {
      var scalars = String.UnicodeScalarView()
      for _ in 0..<Int.random(in: 1...12, using: &random) {
        let range = ranges.randomElement(using: &random) ?? 0x20...0x7E
        if let scalar = Unicode.Scalar(UInt32.random(in: range, using: &random)) {
          scalars.append(scalar)
        }
      }
      guard let once = OpaqueText(String(scalars)) else { continue }
      let twice = try #require(OpaqueText(once.canonical))
      #expect(Array(twice.canonical.utf8) == Array(once.canonical.utf8))
    }
  }
}

@Suite("Codes as people copy them")
struct CopiedTextTests {
  @Test(
    "What stands between the signs of a code does not count",
    arguments: [
      ("123 456", "123456"), (" 123456\r\n", "123456"), ("abcde-fghij", "abcdefghij"),
      ("abcde\u{2013}fghij\u{A0}", "abcdefghij"), ("\u{FEFF}123\u{200B}456", "123456"),
      ("\u{FF11}\u{FF12}\u{FF13}\u{FF21}", "123A"), ("aB", "aB"),
    ])
  func signs(copied: String, expected: String) {
    #expect(CopiedText.signs(of: copied) == expected)
  }

  @Test(
    "A token keeps its hyphens and its case, and loses line ends",
    arguments: [
      ("aB-_9", "aB-_9"), (" aB-\r\n_9\t", "aB-_9"), ("\u{FEFF}aB-_9\u{A0}", "aB-_9"),
    ])
  func tokens(copied: String, expected: String) {
    #expect(CopiedText.token(copied) == expected)
  }
}
