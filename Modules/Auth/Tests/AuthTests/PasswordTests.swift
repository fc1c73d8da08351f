import Testing

@testable import Auth

@Suite struct PasswordTests {
  @Test(
    "Common passwords are refused in whatever case",
    arguments: ["password", "PassWord1", "12345678", "QWERTY123", "iloveyou", "!qaz@wsx"])
  func common(_ text: String) {
    #expect(throws: AuthRefusal.passwordTooCommon) { try Password(text) }
  }

  @Test(
    "Other passwords are taken, though they begin like a common one",
    arguments: ["correct horse battery staple", "password1-xyz", "passwor", "12345678 12345678"])
  func uncommon(_ text: String) throws {
    #expect(try Password(text).octets == Array(text.utf8))
  }

  @Test("No octet of a long password is lost")
  func long() throws {
    let text = String(repeating: "ä", count: 1024)
    #expect(try Password(text).octets.count == 2048)
  }
}
