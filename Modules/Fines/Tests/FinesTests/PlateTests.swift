import Fines
import Testing

/// Plates as people type them.
@Suite struct PlateTests {
  @Test(
    "A plate is one, however it is typed",
    arguments: [
      "AB123C", "ab123c", " aB 123-c ", "AB·123.C", "ＡＢ１２３Ｃ", "АВ123С", "ав123с", "ΑΒ123C",
      "A\u{200B}B\u{AD}123C", "𝐀𝐁𝟏𝟐𝟑𝐂", "AB—123−C", "ⓐⓑ¹²³ⓒ", "A\u{2011}B\u{A0}1\t2\n3C",
    ])
  func forms(typed: String) {
    #expect(Plate(typed)?.text == "AB123C")
  }

  @Test(
    "What is no plate is none",
    arguments: [
      "", "A12", "ABCDEF", "123456", "ABCDEFGH123", "ÉB123", "E\u{301}B123", "AB_123", "Й1234",
      "Ё1234", "Ї1234", "ДБ1234", "Ǆ1234", "ϔ1234", "ẞ1234", "ά1234",
      "ẛ1234", "AB12\u{FF9E}", "AB1\u{B4}23", "AB1234😀", "AB1\u{FE0F}23",
      "/check AB123", "AB123,C", String(repeating: " ", count: 500) + "AB123",
    ])
  func refused(typed: String) {
    #expect(Plate(typed) == nil)
  }

  @Test("O and 0 are not guessed, and look-alikes of all the alphabets are one plate")
  func lookAlikes() {
    #expect(Plate("\u{212A}123")?.text == "K123")
    #expect(Plate("OO00") != Plate("0000O"))
    #expect(Plate("АВЕКМНО1")?.text == "ABEKMHO1")
    #expect(Plate("рстухіјѕ2")?.text == "PCTYXIJS2")
    #expect(Plate("αβεζηικ3")?.text == "ABEZHIK3")
    #expect(Plate("μνορτυχ4")?.text == "MNOPTYX4")
  }

  @Test(
    "A plate's text is its own plate, and every character of the first two planes gives signs or none"
  )
  func characters() {
    for value in UInt32(0)...0x1FFFF {
      guard let scalar = Unicode.Scalar(value), let plate = Plate("A1B2\(scalar)") else {
        continue
      }
      let signs = plate.text.utf8
      #expect((4...10).contains(signs.count) && plate.text.hasPrefix("A1B2"))
      #expect(signs.allSatisfy { (48...57).contains($0) || (65...90).contains($0) })
      #expect(Plate(plate.text) == plate)
    }
  }
}
