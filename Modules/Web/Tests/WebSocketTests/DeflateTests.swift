import Testing

@testable import WebSocket

@Suite("Compressed messages")
struct DeflateTests {
  /// The examples of RFC 7692, 7.2.3, each of "Hello".
  static let hello: [[UInt8]] = [
    [0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00],
    [0x00, 0x05, 0x00, 0xFA, 0xFF, 0x48, 0x65, 0x6C, 0x6C, 0x6F, 0x00],
    [0xF3, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00, 0x00],
    [0xF2, 0x48, 0x05, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xCA, 0xC9, 0xC9, 0x07, 0x00],
  ]

  @Test("The examples of RFC 7692 are read", arguments: hello, Pieces.allCases)
  func examples(payload: [UInt8], pieces: Pieces) {
    let decoded = decode(
      [.compressed(payload), .text("plain"), .compressed(payload)], in: pieces, compression: true)
    let text = Event.text(Array("Hello".utf8))
    #expect(decoded.events == [text, .text(Array("plain".utf8)), text])
  }

  @Test("Fragments of a compressed message are one, with pings between")
  func fragments() {
    for cut in 0...Self.hello[0].count {
      let payload = Self.hello[0]
      let decoded = decode(
        [
          .compressed(Array(payload[..<cut]), isFinal: false), .ping(),
          .continuation(Array(payload[cut...])),
        ], compression: true)
      #expect(decoded.events == [.ping([]), .text(Array("Hello".utf8))])
    }
  }

  @Test("An empty message may be one octet, or an empty block")
  func empty() {
    #expect(decode([.compressed([0])], compression: true).events == [.text([])])
    #expect(decode([.compressed([2, 0])], compression: true).events == [.text([])])
  }

  @Test("What was not agreed on fails")
  func notAgreed() {
    #expect(decode([.compressed(Self.hello[0])]).failure == .reservedBits)
    let late = decode(
      [.text("a", isFinal: false), Frame(reserved: 4, opcode: 0, payload: [0])],
      compression: true)
    #expect(late.failure == .reservedBits)
    for opcode: UInt8 in [8, 9, 10] {
      #expect(
        decode([Frame(reserved: 4, opcode: opcode)], compression: true).failure == .reservedBits)
    }
  }

  @Test(
    "What is no DEFLATE fails",
    arguments: [
      [0x07], [0xFF, 0xFF, 0xFF], [0x00, 0x05, 0x00, 0x00, 0x00], [0xF2, 0x48, 0xCD],
      // A distance that reaches back behind the message's beginning.
      [0x4B, 0x04, 0x12, 0x34],
    ] as [[UInt8]])
  func malformed(payload: [UInt8]) {
    let decoded = decode([.compressed(payload), .compressed(Self.hello[0])], compression: true)
    #expect(decoded.failure == .invalidCompression)
    #expect(decoded.events.isEmpty)
  }

  @Test("Each message is read by itself: one does not reach into the one before")
  func noContext() throws {
    let text = Array("a text that the next one repeats".utf8)
    let first = try #require(Self.deflate(text + text))
    // The same text once more, as zlib writes it with the first as its context.
    let second: [UInt8] = [0x4A, 0x24, 0x20, 0x0F, 0x00]
    let decoded = decode([.compressed(first), .compressed(second)], compression: true)
    #expect(decoded.events == [.text(text + text)])
    #expect(decoded.failure == .invalidCompression)
  }

  @Test("A bomb fails at the limit")
  func bomb() throws {
    let exact = try #require(Self.deflate([UInt8](repeating: 97, count: 65_536)))
    #expect(exact.count < 400)
    #expect(decode([.compressed(exact)], compression: true).events.count == 1)
    let over = try #require(Self.deflate([UInt8](repeating: 97, count: 65_537)))
    #expect(decode([.compressed(over)], compression: true).failure == .messageTooBig)
    let bomb = try #require(Self.deflate([UInt8](repeating: 97, count: 50_000_000)))
    #expect(bomb.count < 65_536 * 4)
    let part = Array(bomb.prefix(60_000))
    #expect(decode([.compressed(part)], compression: true).failure == .messageTooBig)
  }

  @Test("Compressed octets have a limit of their own, a little above the message's")
  func compressedLimit() {
    let block: [UInt8] = [0x00, 0x00, 0x00, 0xFF, 0xFF]
    let blocks = (0..<20_000).flatMap { _ in block }
    #expect(decode([.compressed(blocks)], compression: true).failure == .messageTooBig)
  }

  @Test("Decompressed text is UTF-8")
  func text() throws {
    let bad = [UInt8](repeating: 0xFF, count: 100)
    let payload = try #require(Self.deflate(bad))
    #expect(decode([.compressed(payload)], compression: true).failure == .invalidUTF8)
    let binary = Frame(reserved: 4, opcode: 2, payload: payload)
    #expect(decode([binary], compression: true).events == [.binary(bad)])
  }

  @Test(
    "What is compressed is decompressed to the same, whatever the window", arguments: 9...15)
  func roundTrip(windowBits: Int) throws {
    let deflater = WebSocketDeflater(windowBits: windowBits)
    for count in [40, 1_000, 20_000, 65_536] {
      let message = (0..<count).map { (index: Int) -> UInt8 in
        let letter = (index / 40 + index) % 20
        return UInt8(97 + letter)
      }
      let compressed = try #require(deflater.deflate(message))
      #expect(compressed.count < count)
      #expect(decode([.compressed(compressed)], compression: true).events == [.text(message)])
    }
  }

  @Test("What would not get shorter is not compressed")
  func incompressible() {
    var state: UInt64 = 7
    let noise = (0..<4_000).map { _ -> UInt8 in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8(truncatingIfNeeded: state >> 56)
    }
    #expect(WebSocketDeflater(windowBits: 12).deflate(noise) == nil)
    #expect(WebSocketDeflater(windowBits: 12).deflate([97]) == nil)
  }

  private static func deflate(_ message: [UInt8]) -> [UInt8]? {
    WebSocketDeflater(windowBits: 15).deflate(message)
  }
}
