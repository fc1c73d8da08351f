extension StringProtocol {
  /// Whether both texts are made of the same octets.
  ///
  /// What comes from outside is compared this way and no other. Swift's `==`, and the hash of a
  /// string, first put the combining marks of each character in order, which takes time in the
  /// square of their number: one character of 500,000 marks fits a body and would hold up the loop
  /// for minutes. Nor are two spellings of a character the same name on the wire.
  func hasSameOctets(as other: some StringProtocol) -> Bool {
    utf8.elementsEqual(other.utf8)
  }

  /// Whether the text is the ASCII word, which is in small letters, in whatever case.
  func isWord(_ word: StaticString) -> Bool {
    guard utf8.count == word.utf8CodeUnitCount else { return false }
    return word.withUTF8Buffer { wanted in
      utf8.elementsEqual(wanted) { octet, letter in
        octet == letter || octet &- 0x41 < 26 && octet | 0x20 == letter
      }
    }
  }
}
