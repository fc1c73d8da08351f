import Kernel
import Testing

@Suite("Addresses whose domain is beyond ASCII")
struct InternationalAddressTests {
  @Test(
    "The spellings of one domain are one address",
    arguments: [
      ["u@m\u{FC}nchen.example", "u@xn--mnchen-3ya.example", "u@mu\u{308}nchen.example"],
      ["u@M\u{DC}NCHEN.Example", "U@XN--MNCHEN-3YA.EXAMPLE"],
      ["u@stra\u{DF}e.example", "u@xn--strae-oqa.example"],
      ["u@\u{4F8B}\u{3048}.\u{30C6}\u{30B9}\u{30C8}", "u@xn--r8jz45g.xn--zckzah"],
      ["u@mail.xn--mnchen-3ya.example", "u@mail.m\u{FC}nchen.example"],
      [
        "u@" + String(repeating: "\u{4F8B}", count: 22) + ".example",
        "u@" + (DomainName.ascii(String(repeating: "\u{4F8B}", count: 22) + ".example") ?? ""),
      ],
    ])
  func spellings(texts: [String]) throws {
    let addresses = try texts.map { try #require(EmailAddress($0), "\($0)") }
    for address in addresses {
      #expect(address == addresses[0])
      #expect(Array(address.canonical.utf8) == Array(addresses[0].canonical.utf8))
      #expect(EmailAddress(address.canonical) == address)
    }
  }

  @Test(
    "A domain is one however keyboards write its full stops, and with signs that print nothing",
    arguments: [
      ("u@m\u{FC}nchen\u{3002}example", "u@m\u{FC}nchen.example"),
      ("u@example\u{FF61}com", "u@example.com"),
      ("u@exam\u{AD}ple.com", "u@example.com"),
      ("u@m\u{FC}n\u{200B}chen.example", "u@m\u{FC}nchen.example"),
      ("u@paral\u{B7}lel.example", "u@xn--parallel-koa.example"),
      (
        "u@\u{646}\u{627}\u{645}\u{647}\u{200C}\u{627}\u{6CC}.example",
        "u@xn--mgba3gch31f060k.example"
      ),
    ])
  func typed(text: String, other: String) throws {
    let address = try #require(EmailAddress(text))
    #expect(try #require(EmailAddress(other)) == address)
    #expect(EmailAddress(address.canonical) == address)
  }

  @Test("Texts with no or several signs at which they part are none")
  func parts() {
    for text in ["m\u{FC}nchen.example", "a@b@m\u{FC}nchen.example", "@m\u{FC}nchen.example"] {
      #expect(EmailAddress(text) == nil)
    }
  }

  @Test("Domains that only look alike are different ones")
  func lookAlikes() {
    #expect(EmailAddress("u@stra\u{DF}e.example") != EmailAddress("u@strasse.example"))
    #expect(EmailAddress("u@m\u{FC}nchen.example") != EmailAddress("u@munchen.example"))
    #expect(EmailAddress("u@\u{430}pple.example") != EmailAddress("u@apple.example"))
  }

  @Test("Mail servers are given the domain as the DNS has it")
  func deliverable() throws {
    let address = try #require(EmailAddress("\u{E4}da@m\u{FC}nchen.example"))
    #expect(address.canonical == "\u{E4}da@m\u{FC}nchen.example")
    #expect(address.deliverable == "\u{E4}da@xn--mnchen-3ya.example")
    #expect(address.spellings == [address.canonical, "\u{E4}da@xn--mnchen-3ya.example"])
    #expect(EmailAddress("ada@example.com")?.deliverable == "ada@example.com")
    #expect(EmailAddress("ada@example.com")?.spellings == ["ada@example.com"])
  }

  @Test("What the DNS cannot have stays an address of its own, which nothing is delivered to")
  func undeliverable() throws {
    let address = try #require(EmailAddress("u@\u{5D0}1a\u{5D0}.example"))
    #expect(address.deliverable == nil)
    #expect(EmailAddress(address.canonical) == address)
  }

  @Test(
    "What only looks like the form of the DNS stays as it is",
    arguments: ["u@xn--a.example", "u@xn--999999999.example"])
  func notCoded(text: String) throws {
    #expect(try #require(EmailAddress(text)).canonical == text)
  }

  @Test("Part of an address is looked for in both spellings of its domain")
  func search() {
    #expect(
      EmailAddress.searchForms(of: "ada@M\u{DC}NCHEN.example")
        == ["ada@m\u{FC}nchen.example", "ada@xn--mnchen-3ya.example"])
    #expect(
      EmailAddress.searchForms(of: "xn--mnchen-3ya.example")
        == ["xn--mnchen-3ya.example", "m\u{FC}nchen.example"])
    #expect(EmailAddress.searchForms(of: "Ada") == ["ada"])
  }
}
