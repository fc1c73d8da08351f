import HTTP
import Testing

@Suite("Header fields of an answer")
struct HeaderTests {
  @Test("Fields are found whatever the case of their names, in their order")
  func order() {
    var headers: HTTPHeaders = ["Content-Type": "text/plain", "X-A": "1", "x-a": "2"]
    headers.add("X-B", "3")
    #expect(headers["content-TYPE"] == "text/plain")
    #expect(headers.values("X-A") == ["1", "2"])
    #expect(headers.map(\.name) == ["Content-Type", "X-A", "x-a", "X-B"])
    #expect(headers.count == 4)
    #expect(headers["X-C"] == nil)
  }

  @Test("Setting keeps the first place and removes the others; nil removes all")
  func setting() {
    var headers: HTTPHeaders = ["A": "1", "B": "2", "a": "3", "C": "4"]
    headers.set("A", "5")
    #expect(headers.map(\.value) == ["5", "2", "4"])
    headers["B"] = nil
    headers["D"] = "6"
    #expect(headers.map(\.name) == ["A", "C", "D"])
    headers.remove("nothing")
    #expect(headers.count == 3)
  }

  @Test("What could end the head early is left out, and so is a name that is no token")
  func malformed() {
    var headers = HTTPHeaders()
    for value in ["a\r\nX: y", "a\nb", "a\u{0}", "a\r"] { headers.add("X-Bad", value) }
    for name in ["", "a b", "a:b", "a\r\n", "é"] { headers.add(name, "fine") }
    headers.set("X-Bad", "a\nb")
    #expect(headers.isEmpty)
    headers.add("X-Good", "é: and a colon")
    #expect(headers["x-good"] == "é: and a colon")
  }

  @Test("Common lines come last, once, and give way to an answer's own")
  func common() {
    let lines = HeaderLines([
      (name: "X-Frame-Options", value: "DENY"), (name: "Referrer-Policy", value: "no-referrer"),
      (name: "X-Bad", value: "a\r\nb"),
    ])
    var headers: HTTPHeaders = ["referrer-policy": "origin", "ABCDEFGHIJKLMNO": "as long"]
    headers.addMissing(lines)
    #expect(headers["Referrer-Policy"] == "origin")
    #expect(headers["x-frame-options"] == "DENY")
    headers.add("Content-Type", "text/plain")
    #expect(
      headers.map(\.name) == [
        "referrer-policy", "ABCDEFGHIJKLMNO", "Content-Type", "X-Frame-Options",
      ])
    #expect(headers.values("Referrer-Policy") == ["origin"])
    headers.addMissing(HeaderLines([(name: "X-More", value: "1")]))
    #expect(headers["X-Frame-Options"] == "DENY" && headers["X-More"] == "1")
    headers.remove("X-Frame-Options")
    #expect(!headers.contains("X-Frame-Options") && headers.contains("Content-Type"))
    headers.set("X-More", "2")
    #expect(headers.values("X-More") == ["2"])
  }

  @Test("A value is handed over without a string, a written one too")
  func bytes() {
    var headers: HTTPHeaders = [:]
    headers.add("X-Id") { $0.append(contentsOf: "abc".utf8) }
    let value = headers.withValue("x-id") { Array($0) }
    #expect(value == Array("abc".utf8))
    #expect(headers.withValue("X-Other") { Array($0) } == nil)
  }
}
