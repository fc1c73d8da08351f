import Testing

@testable import HTTP

@Suite("Chunks that are mostly framing")
struct ChunkOverheadTests {
  private func decode(_ text: String, times: Int) throws -> Int {
    var decoder = ChunkDecoder(limits: HTTPServerConfiguration().limits)
    var content: [UInt8] = []
    var bytes = Array(text.utf8)
    for _ in 0..<times {
      let used = try bytes.withUnsafeMutableBufferPointer {
        try decoder.decode(UnsafeBufferPointer($0), into: &content, room: .max)
      }
      #expect(used == bytes.count)
    }
    return content.count
  }

  @Test("A body of an octet for every 8 KiB of extensions is refused long before its limit")
  func extensions() {
    let chunk = "1;" + String(repeating: "x", count: 8_000) + "\r\na\r\n"
    #expect(throws: HTTPFailure.badChunk) { try decode(chunk, times: 10) }
  }

  @Test("Chunks of one octet, and short extensions on every chunk, are no such thing")
  func smallChunks() throws {
    #expect(try decode("1\r\na\r\n", times: 100_000) == 100_000)
    #expect(try decode("00000001;a=b\r\na\r\n", times: 100_000) == 100_000)
    let signed = "400;chunk-signature=" + String(repeating: "f", count: 64) + "\r\n"
    let chunk = signed + String(repeating: "a", count: 1_024) + "\r\n"
    #expect(try decode(chunk, times: 1_000) == 1_024_000)
  }

  @Test("A limit that places cannot tell any more is not overrun")
  func configured() {
    var limits = HTTPServerConfiguration()
    limits.chunkLineBytes = 1 << 20
    limits.headBytes = 1 << 20
    var decoder = ChunkDecoder(limits: limits.limits)
    var content: [UInt8] = []
    let trailer = Array(("0\r\nX: " + String(repeating: "x", count: 70_000)).utf8)
    #expect(throws: HTTPFailure.headTooLarge) {
      try trailer.withUnsafeBufferPointer {
        _ = try decoder.decode($0, into: &content, room: .max)
      }
    }
    var scanner = HeadScanner()
    let head = Array(
      ("GET / HTTP/1.1\r\nHost: a\r\nX: " + String(repeating: "x", count: 70_000) + "\r\n\r\n").utf8
    )
    #expect(throws: HTTPFailure.headTooLarge) {
      try head.withUnsafeBufferPointer { _ = try scanner.scan($0, limits: limits.limits) }
    }
  }
}
