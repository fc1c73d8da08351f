import Testing

@testable import Ajo

/// When two names are one person's.
@Suite struct HolderNameTests {
  @Test(
    "Case, marks, order, signs and further names make no difference",
    arguments: [
      ("Ada Obi", "OBI ADA"), ("Ọlá Àdé", "ADE, OLA KEHINDE"), ("N'Golo Kanté", "KANTE NGOLO"),
      ("Ada-Grace Obi", "OBI ADA GRACE"), ("Ａｄａ Ｏｂｉ", "ada obi"), ("Ada Obi", "Adaa Obii"),
      ("Straße Müller", "MULLER STRASSE"),
    ])
  func namesakes(_ left: String, _ right: String) {
    #expect(HolderName(left).isNamesake(of: HolderName(right), within: 2))
    #expect(HolderName(right).isNamesake(of: HolderName(left), within: 2))
  }

  @Test(
    "Another name is another's, however short or alike",
    arguments: [
      ("Ada Obi", "BOLA ADE"), ("Ada", "ADA OBI"), ("", "ADA OBI"), ("Ada Obi", ""),
      ("Ada Obi", "ADA OBIORAH"), ("Al Bo", "ED XU"), ("Ada Ada", "ADA OBI"),
    ])
  func strangers(_ left: String, _ right: String) {
    #expect(!HolderName(left).isNamesake(of: HolderName(right), within: 2))
  }

  @Test("The distance is the letters in which names may differ")
  func distance() {
    #expect(!HolderName("Ada Obi").isNamesake(of: HolderName("ADAA OBII"), within: 1))
    #expect(HolderName("Ada Obi").isNamesake(of: HolderName("ada obi"), within: 0))
    #expect(!HolderName("Ada Obi").isNamesake(of: HolderName("adu obi"), within: 0))
  }
}
