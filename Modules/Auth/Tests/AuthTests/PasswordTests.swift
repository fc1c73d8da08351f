import Testing

@testable import Auth

@Suite struct PasswordTests {
  @Test(
    "Common passwords are refused in whatever case",
    arguments: [
      "password", "PassWord1", "12345678", "QWERTY123", "iloveyou", "!qaz@wsx", "  password ",
      "Password1\n", "\u{200B}12345678",
    ])
  func common(_ text: String) {
    #expect(throws: Password.Weakness.common) { try Password(text) }
  }

  @Test(
    "Other passwords are taken, though they begin like a common one",
    arguments: ["correct horse battery staple", "password1-xyz", "passwor", "12345678 12345678"])
  func uncommon(_ text: String) throws {
    #expect(try Password(text).octets == Array(text.utf8))
  }

  @Test(
    "What shows nothing is no password",
    arguments: [
      "        ", "\t\n\r\u{A0}\u{2003}\u{3000}  ", "\u{200B}\u{200B}\u{FEFF}\u{2060}     ",
      "\u{1}\u{2}\u{3}\u{4}\u{5}\u{6}\u{7}\u{8}",
    ])
  func blank(_ text: String) {
    #expect(throws: Password.Weakness.blank) { try Password(text) }
  }

  @Test("Control characters are refused, as no two keyboards type them alike")
  func control() {
    #expect(throws: Password.Weakness.control) { try Password("correct\thorse 9") }
  }

  @Test("The length is that of the composed form, however it was typed")
  func lengths() {
    #expect(Password.length(of: "pa\u{308}sswo\u{308}r") == 7)
    #expect(Password.length(of: String(repeating: "o\u{308}", count: 1024)) == 1024)
  }

  @Test("A common password is common in whatever form it is typed")
  func commonForms() {
    #expect(throws: Password.Weakness.common) { try Password("password\u{A0}") }
  }

  @Test("No octet of a long password is lost")
  func long() throws {
    let text = String(repeating: "ä", count: 1024)
    #expect(try Password(text).octets.count == 2048)
  }
}
