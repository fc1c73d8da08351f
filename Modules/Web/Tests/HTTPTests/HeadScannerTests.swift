import Testing

@testable import HTTP

@Suite("Heads as they come")
struct HeadScannerTests {
  /// Scans growing beginnings of a text, `step` octets at a time.
  private func scan(_ text: String, step: Int) -> Result<Int?, HTTPFailure> {
    let bytes = Array(text.utf8)
    var scanner = HeadScanner()
    var here = 0
    do throws(HTTPFailure) {
      while here < bytes.count {
        here = min(here + step, bytes.count)
        let end = try bytes[..<here].withUnsafeBufferPointer { bytes throws(HTTPFailure) in
          try scanner.scan(bytes, limits: HTTPServerConfiguration().limits)
        }
        if let end { return .success(end) }
      }
      return .success(nil)
    } catch {
      return .failure(error)
    }
  }

  @Test(
    "What cannot become a head is refused, however much of it came at once",
    arguments: [
      " G 1\r\nHost", "\u{1}", "{\"a\":1}\r\n", "\"GET / HTTP/1.1\r\n", "é / HTTP/1.1\r\nHost: a",
      "(GET / HTTP/1.1\r\n",
    ])
  func beginnings(text: String) {
    for step in [1, 2, 5, 1_000] {
      #expect(throws: HTTPFailure.badRequestLine) { try scan(text, step: step).get() }
    }
  }

  @Test("A target that is too long is refused as that, whatever else is wrong behind it")
  func longTargets() {
    let target = String(repeating: "x", count: 8_001)
    for text in [
      "GET /\(target)", "GET /\(target)\u{1}\rx", "GET /\(target) HTTP/9\nHost : a\r\n\r\n",
    ] {
      for step in [1, 7, 100_000] {
        #expect(throws: HTTPFailure.targetTooLong) { try scan(text, step: step).get() }
      }
    }
    // What stands on the next line is no target.
    for step in [1, 7, 100_000] {
      #expect(throws: HTTPFailure.bareLineBreak) {
        try scan("GET /\n\(target)", step: step).get()
      }
    }
  }

  @Test("Near its limit a head is refused alike however it came, by the fault that is seen first")
  func limits() {
    let limit = HTTPServerConfiguration().limits.headBytes
    let start = "GET / HTTP/1.1\r\nX: "
    for fault in ["\rx", "\n", "\r\r\n", "\r\n", "\r\n\r\n", "\r\n\n", "x\rx"] {
      for place in limit - 6...limit + 6 {
        let filling = String(repeating: "x", count: place - start.utf8.count)
        for rest in ["", "a", "Host: a\r\n\r\n"] {
          let text = start + filling + fault + rest
          let alone = scan(text, step: 1)
          for step in [2, 3, 64, 1_000_000] {
            #expect(scan(text, step: step) == alone, "\(fault.debugDescription) at \(place)")
          }
          if place > limit { #expect(alone == .failure(.headTooLarge)) }
        }
      }
    }
  }

  @Test("An address in brackets holds nothing but an address")
  func addresses() {
    for text in ["[::1]", "[::ffff:1.2.3.4]:80", "[2001:DB8::1]"] {
      #expect(HostSyntax(Array(text.utf8)[...]) != nil)
    }
    for text in ["[::\0]", "[::1\0x]:80", "[::1%eth0]", "[]", "[::1", "[v1.a]", "[:: 1]"] {
      #expect(HostSyntax(Array(text.utf8)[...]) == nil)
    }
  }

  @Test("A head ends at its empty line, however it came")
  func ends() throws {
    let head = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
    for step in 1...40 {
      #expect(try scan(head + "POST", step: step).get() == head.utf8.count)
    }
  }
}
