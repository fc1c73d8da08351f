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

  @Test("A page has as many rows as fit, and one at least")
  func plan() {
    var plan = PagePlan(first: 100, next: 20, bottom: 120)
    for height in [10, 10, 10, 300, 50, 50, 1] as [Double] { plan.add(height: height) }
    #expect(plan.full == [2, 1, 1, 2] && plan.pages == 5)
    #expect(PagePlan(first: 1, next: 1, bottom: 2).pages == 1)
  }
}
