import Glibc
import Testing

@testable import Curl

/// Every line is an address on an edge of a network, or a way to hide one.
@Suite struct AddressKindTests {
  static let fours: [(String, AddressKind)] = [
    ("0.0.0.0", .unspecified), ("0.255.255.255", .unspecified), ("1.0.0.0", .global),
    ("9.255.255.255", .global), ("10.0.0.0", .privateUse), ("10.255.255.255", .privateUse),
    ("11.0.0.0", .global), ("100.63.255.255", .global), ("100.64.0.0", .sharedByProvider),
    ("100.127.255.255", .sharedByProvider), ("100.128.0.0", .global),
    ("100.100.100.200", .sharedByProvider), ("126.255.255.255", .global), ("127.0.0.0", .loopback),
    ("127.255.255.255", .loopback), ("128.0.0.0", .global), ("168.63.129.15", .global),
    ("168.63.129.16", .reserved), ("169.253.255.255", .global), ("169.254.0.0", .linkLocal),
    ("169.254.169.254", .linkLocal), ("169.255.0.0", .global), ("172.15.255.255", .global),
    ("172.16.0.0", .privateUse), ("172.31.255.255", .privateUse), ("172.32.0.0", .global),
    ("192.0.0.192", .reserved), ("192.0.1.0", .global), ("192.0.2.1", .reserved),
    ("192.88.99.1", .reserved), ("192.167.255.255", .global), ("192.168.0.0", .privateUse),
    ("192.168.255.255", .privateUse), ("192.169.0.0", .global), ("198.17.255.255", .global),
    ("198.18.0.0", .reserved), ("198.19.255.255", .reserved), ("198.20.0.0", .global),
    ("198.51.100.1", .reserved), ("203.0.113.1", .reserved), ("223.255.255.255", .global),
    ("224.0.0.0", .multicast), ("239.255.255.255", .multicast), ("240.0.0.0", .reserved),
    ("255.255.255.255", .reserved), ("8.8.8.8", .global),
  ]

  static let sixteens: [(String, AddressKind)] = [
    ("::", .unspecified), ("::1", .loopback), ("::2", .reserved), ("::127.0.0.1", .reserved),
    ("::ffff:127.0.0.1", .loopback), ("::ffff:169.254.169.254", .linkLocal),
    ("::ffff:10.1.2.3", .privateUse), ("::ffff:8.8.8.8", .global), ("::ffff:0:0", .unspecified),
    ("::ffff:0:127.0.0.1", .loopback), ("::ffff:0:8.8.8.8", .global),
    ("64:ff9b::127.0.0.1", .loopback), ("64:ff9b::a9fe:a9fe", .linkLocal),
    ("64:ff9b::192.168.1.1", .privateUse), ("64:ff9b::8.8.8.8", .global),
    ("64:ff9b:1::8.8.8.8", .privateUse), ("64:ff9b:2::8.8.8.8", .reserved),
    ("2002:7f00:1::", .loopback), ("2002:a9fe:a9fe::1", .linkLocal),
    ("2002:c0a8:101::", .privateUse),
    ("2002:6440:1::", .sharedByProvider), ("2002:808:808::1", .global), ("100::1", .reserved),
    ("2001::1", .reserved), ("2001:0:4136:e378:8000:63bf:3fff:fdd2", .reserved),
    ("2001:20::1", .reserved), ("2001:1ff:ffff::", .reserved), ("2001:200::", .global),
    ("2001:db7::", .global), ("2001:db8::1", .reserved), ("2001:db9::", .global),
    ("2606:4700::1111", .global), ("3fff:fff::", .reserved), ("3fff:1000::", .global),
    ("4000::", .reserved), ("5f00::1", .reserved), ("fbff::1", .reserved), ("fc00::", .uniqueLocal),
    ("fd00:ec2::254", .uniqueLocal), ("fdff::1", .uniqueLocal), ("fe00::", .reserved),
    ("fe7f::1", .reserved), ("fe80::1", .linkLocal), ("febf::1", .linkLocal),
    ("fec0::1", .privateUse), ("feff::1", .privateUse), ("ff00::", .multicast),
    ("ff02::1", .multicast),
  ]

  @Test("An IPv4 address is of the kind that IANA lists", arguments: fours)
  func four(text: String, kind: AddressKind) {
    var address = in_addr()
    #expect(inet_pton(AF_INET, text, &address) == 1)
    #expect(AddressKind(octets: withUnsafeBytes(of: address) { Array($0) }) == kind)
  }

  @Test(
    "An IPv6 address is of its own kind, or that of the IPv4 address it carries",
    arguments: sixteens)
  func sixteen(text: String, kind: AddressKind) {
    var address = in6_addr()
    #expect(inet_pton(AF_INET6, text, &address) == 1)
    #expect(AddressKind(octets: withUnsafeBytes(of: address) { Array($0) }) == kind)
  }

  @Test("What is no address is reserved, and only global addresses are public")
  func policy() {
    #expect(AddressKind(octets: []) == .reserved)
    #expect(AddressKind(octets: [8, 8, 8]) == .reserved)
    #expect(AddressPolicy.publicOnly.admits([8, 8, 8, 8]))
    #expect(!AddressPolicy.publicOnly.admits([127, 0, 0, 1]))
    #expect(AddressPolicy.any.admits([127, 0, 0, 1]))
  }

  @Test(
    "A URL that names this machine or a private address is known before it is used",
    arguments: [
      "http://127.0.0.1/", "http://2130706433/", "http://0x7f.1/", "http://0177.0.0.1/",
      "http://127.1/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://localhost/",
      "http://LOCALHOST./", "http://a.localhost:8080/x", "https://169.254.169.254/latest",
      "http://[fe80::1%25eth0]/", "http://[64:ff9b::7f00:1]/", "http://0/", "http://%31%32%37.1/",
    ])
  func refusedHosts(text: String) throws {
    // A spelling that libcurl does not take is refused as a whole.
    guard let url = WebURL(text) else { return }
    #expect(url.isRefused(by: .publicOnly))
    #expect(!url.isRefused(by: .any))
  }

  @Test("URLs are http or https, and tell of credentials")
  func urls() throws {
    #expect(try #require(WebURL("https://Example.com")).authority == "https://example.com:443")
    #expect(try #require(WebURL("http://example.com:8080/a?b")).port == 8_080)
    #expect(try #require(WebURL("http://a:b@example.com/")).hasCredentials)
    #expect(try #require(WebURL("http://a@example.com/")).hasCredentials)
    #expect(try !#require(WebURL("https://example.com/@")).hasCredentials)
    for text in [
      "ftp://example.com/", "file:///etc/passwd", "example.com", "//example.com/", "http://", "",
      "http:///x", "http://example.com:99999/", "http://exa mple.com/", "http://a\r\nb/",
      "http://example.com/\u{e9}", "gopher://example.com/",
      "http://" + String(repeating: "a", count: 2_048),
    ] {
      #expect(WebURL(text) == nil, "\(text)")
    }
  }
}
