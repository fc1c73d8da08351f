import Kernel
import Testing

@Suite("E-mail addresses")
struct EmailAddressTests {
  @Test(
    "Spellings of one address have one canonical form",
    arguments: [
      ("ada@example.com", "ada@example.com"),
      ("  Ada@EXAMPLE.com\t", "ada@example.com"),
      ("\u{3000}ada@example.com\u{A0}", "ada@example.com"),
      ("\u{212A}elvin@example.com", "kelvin@example.com"),
      ("ＡＤＡ＠ｅｘａｍｐｌｅ．ｃｏｍ", "ada@example.com"),
      ("e\u{301}va@example.com", "\u{E9}va@example.com"),
      ("É\u{327}va@example.com", "\u{229}\u{301}va@example.com"),
      ("ﬁona@example.com", "fiona@example.com"),
      ("STRASSE@example.com", "strasse@example.com"),
      ("straße@example.com", "straße@example.com"),
      ("ada+tag@x.co", "ada+tag@x.co"),
      ("a@b", "a@b"),
      ("user@MÜNCHEN.de", "user@münchen.de"),
      ("I@example.com", "i@example.com"),
    ])
  func canonical(text: String, expected: String) throws {
    let address = try #require(EmailAddress(text))
    #expect(Array(address.canonical.utf8) == Array(expected.utf8))
    #expect(EmailAddress(address.canonical) == address)
  }

  @Test(
    "Letters that only look alike stay different",
    arguments: [
      "\u{430}da@example.com",  // Cyrillic a
      "\u{251}da@example.com",  // Latin alpha
      "ad\u{3B1}@example.com",  // Greek alpha
      "\u{E0}da@example.com", "a\u{131}da@example.com",
    ])
  func lookAlikes(text: String) throws {
    let address = try #require(EmailAddress(text))
    #expect(address != EmailAddress("ada@example.com"))
  }

  @Test("The Turkish capital dotted I is not the letter i, whatever the locale")
  func dottedI() throws {
    let dotted = try #require(EmailAddress("\u{130}@example.com"))
    #expect(dotted != EmailAddress("i@example.com"))
    #expect(EmailAddress(dotted.canonical) == dotted)
  }

  @Test(
    "What cannot be an address is refused",
    arguments: [
      "", "@", "a@", "@b", "ab", "a@b@c", "a b@c.d", "a@b c.d", "a\u{0}@b.c", "a\n@b.c", "a@b\r.c",
      ".a@b.c", "a.@b.c", "a..b@c.d", "a@.b", "a@b.", "a@b..c", "a@-b.c", "a@b-.c", "a@b_c.d",
      "\"a\"@b.c", "a(b)@c.d", "a,b@c.d", "a@[127.0.0.1]", "a@b.c;d", "a:b@c.d", "<a@b.c>",
      "a\u{200B}@b.c", "a\u{200D}@b.c", "a\u{202E}@b.c", "a\u{FE0F}@b.c", "a@b!.c",
      "a\u{E000}@b.c", "a\u{378}@b.c", "a@\u{3002}c", "a\u{A8}@b.c", "   ",
    ])
  func refusing(text: String) {
    #expect(EmailAddress(text) == nil)
  }

  @Test(
    "What the DNS cannot have is no domain of a new address, and stays one of an old address",
    arguments: [
      "a@\(String(repeating: "ü", count: 60)).example", "a@1.2.3.4", "a@example.123", "a@1",
      "a@пример.\u{660}\u{661}",
    ])
  func unreachable(text: String) throws {
    #expect(EmailAddress(new: text) == nil)
    if let old = EmailAddress(text) {
      #expect(!old.isReachable)
      #expect(EmailAddress(old.canonical) == old)
    }
  }

  @Test(
    "Every domain of the DNS is one of a new address",
    arguments: [
      "ada@example.com", "ada@localhost", "ada@xn--mnchen-3ya.example", "ada@münchen.example",
      "ada@例え.テスト", "ada@1and1.com", "ada@123.example", "ada@a--b.example",
      "ada@\(String(repeating: "d", count: 63)).example", "ada@xn--p1ai", "ada@e1.x1",
    ])
  func reachable(text: String) throws {
    #expect(EmailAddress(new: text) == EmailAddress(text) && EmailAddress(text) != nil)
  }

  @Test("64 octets before the @, 63 in a label and 254 in all are the most")
  func lengths() {
    func address(local: Int, labels: [Int]) -> EmailAddress? {
      let domain = labels.map { String(repeating: "d", count: $0) }.joined(separator: ".")
      return EmailAddress(String(repeating: "a", count: local) + "@" + domain)
    }
    #expect(address(local: 64, labels: [63]) != nil)
    #expect(address(local: 65, labels: [63]) == nil)
    #expect(address(local: 1, labels: [64]) == nil)
    #expect(address(local: 64, labels: [63, 63, 61]) != nil)  // 254
    #expect(address(local: 64, labels: [63, 63, 62]) == nil)
    #expect(EmailAddress(String(repeating: "é", count: 33) + "@b.c") == nil)
  }
}
