import Testing

@testable import Documents

@Suite struct PrintableTextTests {
  @Test(
    "Controls are shown or left out, and letters of all scripts stay",
    arguments: [
      ("Ada", "Ada"), ("a\nb\tc\r\nd", "a b c  d"),
      ("\u{0}\u{7}\u{7F}", "\u{2400}\u{2407}\u{2421}"),
      ("\u{9B}31m", "\u{FFFD}31m"), ("a\u{202E}b\u{2067}c\u{200F}", "abc"),
      ("Ọ̀yọ́ Ƙano محمد 田中", "Ọ̀yọ́ Ƙano محمد 田中"),
      (String(decoding: [0xEF, 0xBF, 0xBE], as: UTF8.self), "\u{FFFD}"),
      ("👩‍👩‍👧", "👩‍👩‍👧"),
    ])
  func clean(_ text: String, _ shown: String) {
    #expect(Array(PrintableText.clean(text).unicodeScalars) == Array(shown.unicodeScalars))
  }

  @Test("What is taken for one line without laying it out is one, of the same height")
  func oneLine() throws {
    let typesetter = try Typesetter(fontsFrom: FontShelf())
    for text in [
      "", " ", "fi AV To. WAWAWA", "Transfer  01936c2e-7c1a", "~{}|^`", "Ta Te To Ty P.",
    ] {
      for face in [Typeface.plain, .strong, .fine, .title] {
        let free = try #require(typesetter.layout(text, face, width: 2_000))
        #expect(typesetter.isOneLine(text, face, width: free.width * 1.2 + 1))
        #expect(!typesetter.isOneLine(text, face, width: free.width * 0.99) || text.isEmpty)
        #expect(free.height == typesetter.lineHeight(of: face))
      }
    }
    #expect(!typesetter.isOneLine("Ọ", .plain, width: 2_000))
    #expect(!typesetter.isOneLine("a\nb", .plain, width: 2_000))
  }

  @Test("A page has as many rows as fit, and one at least")
  func plan() {
    var plan = PagePlan(first: 100, next: 20, bottom: 120)
    for height in [10, 10, 10, 300, 50, 50, 1] as [Double] { plan.add(height: height) }
    #expect(plan.full == [2, 1, 1, 2] && plan.pages == 5)
    #expect(PagePlan(first: 1, next: 1, bottom: 2).pages == 1)
  }
}
