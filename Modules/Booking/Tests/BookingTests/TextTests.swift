import Booking
import Testing

/// Texts that people write.
@Suite struct TextTests {
  @Test(
    "A phone number is a plus and 7 to 15 digits, whatever was put between them",
    arguments: [
      ("+49 (30) 123-456", "+4930123456"), ("+1.212.555.0100", "+12125550100"),
      ("+1234567", "+1234567"), ("+123456789012345", "+123456789012345"),
      ("+123456", nil), ("+1234567890123456", nil), ("4930123456", nil), ("++4930123456", nil),
      ("+49 30 abc", nil), ("+49\n30123456", nil), ("4+930123456", nil), ("", nil),
      ("+49\u{2013}30\u{A0}123456", "+4930123456"), ("+٤٩٣٠١٢٣٤٥٦", nil),
    ] as [(String, String?)])
  func phones(_ written: String, _ number: String?) {
    #expect(PhoneNumber(written)?.text == number)
  }

  @Test("Text is kept with tabs and lines, and without any other control character")
  func kept() {
    #expect(WrittenText.isKept("<b>Grüße</b>\t\n👩🏽‍🔧"))
    for bad in ["\u{0}", "\r", "\u{1B}", "\u{7F}", "\u{85}"] {
      #expect(!WrittenText.isKept("a" + bad))
    }
    #expect(WrittenText.isKept("🧑‍🔧", of: 3...3) && !WrittenText.isKept("", of: 1...3))
  }

  @Test("A search finds every word in any field, without case and accents, and has no wildcards")
  func search() throws {
    let text = CatalogueSearch.text(
      title: "Crème brûlée", description: "100% vanilla, a_b", category: "Straße")
    for found in ["creme", "BRULEE vanilla", "strasse CRÈME", "100%", "a_b", "em"] {
      #expect(try #require(CatalogueSearch(found)).finds(text), "\(found)")
    }
    for missed in ["creme salt", "%", "a%b", "axb", "brulee100", "c_eme"] {
      #expect(try #require(CatalogueSearch(missed)).finds(text) == (missed == "%"), "\(missed)")
    }
    #expect(CatalogueSearch("  ") == nil && CatalogueSearch("") == nil)
    #expect(CatalogueSearch(String(repeating: "a", count: 101)) == nil)
  }

  @Test("A rate is exact to four digits")
  func rates() {
    #expect("\(Rate(1, of: 3))" == "0.3333" && "\(Rate(2, of: 3))" == "0.6667")
    #expect("\(Rate(1, of: 1))" == "1.0000" && "\(Rate(0, of: 0))" == "0.0000")
    #expect("\(Rate(3, of: 2))" == "1.5000" && "\(Rate(1, of: 20_000))" == "0.0001")
  }
}
