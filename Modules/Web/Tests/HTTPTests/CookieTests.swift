import HTTP
import Testing

@Suite("Cookies")
struct CookieTests {
  @Test(
    "Well-formed fields are read in their order",
    arguments: [
      ("a=b", ["a=b"]), ("a=b; c=d", ["a=b", "c=d"]), ("a=", ["a="]), ("a=; b=", ["a=", "b="]),
      ("SID=31d4d96e407aad42; lang=en-US", ["SID=31d4d96e407aad42", "lang=en-US"]),
      ("a=b=c", ["a=b=c"]), ("a==", ["a=="]), ("a=\"b\"", ["a=\"b\""]), ("a=\"\"", ["a=\"\""]),
      ("a=b; a=c", ["a=b", "a=c"]), ("A=1; a=2", ["A=1", "a=2"]),
      ("!#$%&'*+-.^_`|~=x", ["!#$%&'*+-.^_`|~=x"]), ("__Host-s=a/b?c:d", ["__Host-s=a/b?c:d"]),
      ("a=!#$%&'()*+-./:<=>?@[]^_`{|}~", ["a=!#$%&'()*+-./:<=>?@[]^_`{|}~"]),
    ])
  func wellFormed(field: String, expected: [String]) throws {
    let cookies = try #require(RequestCookies(field))
    #expect(cookies.pairs.map { "\($0.name)=\($0.value)" } == expected)
  }

  @Test(
    "Malformed fields are refused as a whole",
    arguments: [
      "", " ", ";", "a", "=b", "a=b;", "a=b; ", "a=b;c=d", "a=b;  c=d", "a=b ;c=d", " a=b", "a=b ",
      "a =b", "a= b", "a=b c", "a=b,c", "a=b\\c", "a=\"b", "a=b\"", "a=\"", "a=\"b\"c", "a=\"b;c\"",
      "a=\"b c\"", "a=b\u{7F}", "a=b\0", "a=b\tc", "é=a", "a=é", "a=b; c", "a=b; =d", "a=b; ; c=d",
      "a[0]=b", "a(b)=c", "a=b\r\nc=d", "a=b; c\u{301}=d", "a=b;\u{301} c=d", "$Version=1, a=b",
    ])
  func malformed(field: String) {
    #expect(RequestCookies(field) == nil)
  }

  @Test("A name that comes twice with two values tells nothing, with one value it does")
  func ambiguous() throws {
    let cookies = try #require(RequestCookies("a=1; b=2; a=3; c=4; c=4"))
    #expect(cookies["a"] == nil)
    #expect(cookies["b"] == "2")
    #expect(cookies["c"] == "4")
    #expect(cookies["d"] == nil)
    #expect(cookies["B"] == nil)
  }

  @Test("Several fields are one, and none has no cookies")
  func headers() throws {
    let split = HTTPHeaders([("Cookie", "a=1"), ("cookie", "b=2; c=3")])
    #expect(try #require(RequestCookies(split)).pairs.map(\.value) == ["1", "2", "3"])
    #expect(try #require(RequestCookies(HTTPHeaders())).pairs.isEmpty)
    #expect(RequestCookies(HTTPHeaders([("Cookie", "")])) == nil)
    #expect(RequestCookies(HTTPHeaders([("Cookie", "a=1"), ("Cookie", "b")])) == nil)
  }

  @Test(
    "A field may name a cookie wherever the name and the sign stand, well-formed or not",
    arguments: [
      ("a=1", true), ("b=2; a=1", true), ("x y;a=", true), ("ba=1", true), ("aa=1", true),
      ("a", false), ("a =1", false), ("A=1", false), ("b=a", false), ("", false),
      ("a\u{301}=1; a\u{301}", false),
    ])
  func mayName(field: String, isNamed: Bool) {
    #expect(RequestCookies.mayName("a", in: ["Cookie": field]) == isNamed)
    let second = HTTPHeaders([("Cookie", "z"), ("Cookie", field)])
    #expect(RequestCookies.mayName("a", in: second) == isNamed)
    #expect(!RequestCookies.mayName("a", in: HTTPHeaders()))
  }

  @Test("A field made of combining marks is looked through at once", .timeLimit(.minutes(30)))
  func hostile() {
    let pile = "a" + String(repeating: "\u{315}\u{327}", count: 225_000)
    #expect(!RequestCookies.mayName("a", in: ["Cookie": pile]))
    #expect(RequestCookies.mayName("a", in: ["Cookie": "\(pile)a=1"]))
  }
}
