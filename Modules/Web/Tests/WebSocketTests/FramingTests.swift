import Testing

@testable import WebSocket

@Suite("Frames")
struct FramingTests {
  @Test(
    "Messages of every form of length arrive whole, however their octets are cut",
    arguments: [0, 1, 7, 8, 9, 125, 126, 127, 128, 65_535, 65_536], Pieces.allCases)
  func lengths(count: Int, pieces: Pieces) {
    let text = (0..<count).map { UInt8(97 + $0 % 26) }
    #expect(decode([.text(text)], in: pieces).events == [.text(text)])
    let binary = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    #expect(
      decode([Frame(opcode: 2, payload: binary)], in: pieces).events == [.binary(binary)])
  }

  @Test("The masked text of RFC 6455, 5.7 is read")
  func example() {
    let bytes: [UInt8] = [0x81, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58]
    #expect(decode(bytes).events == [.text(Array("Hello".utf8))])
  }

  @Test("A mask of zeros is a mask")
  func zeroMask() {
    var frame = Frame.text("Hello")
    frame.mask = [0, 0, 0, 0]
    #expect(decode([frame]).events == [.text(Array("Hello".utf8))])
  }

  @Test("Several messages in one piece come in their order", arguments: Pieces.allCases)
  func several(pieces: Pieces) {
    let decoded = decode([.text("a"), .ping([1]), .text("b"), Frame(opcode: 10)], in: pieces)
    #expect(decoded.events == [.text([97]), .ping([1]), .text([98]), .pong([])])
    #expect(decoded.failure == nil)
  }

  @Test("A frame without its mask fails with the octet that lacks the bit")
  func unmasked() {
    for opcode: UInt8 in [1, 2, 8, 9, 10] {
      var frame = Frame(opcode: opcode, payload: [])
      frame.mask = nil
      let decoded = decode([frame], in: .ones)
      #expect(decoded.failure == .wrongMasking)
      #expect(decoded.events.isEmpty)
    }
    // A server's frames are the other way round.
    #expect(decode([.text("a")]) { $0.expectsMask = false }.failure == .wrongMasking)
    var bare = Frame.text("a")
    bare.mask = nil
    #expect(decode([bare]) { $0.expectsMask = false }.events == [.text([97])])
  }

  @Test("Reserved bits fail, alone and together, on every kind of frame", arguments: 1...7)
  func reservedBits(bits: Int) {
    for opcode: UInt8 in [0, 1, 2, 8, 9, 10] {
      let decoded = decode([Frame(reserved: UInt8(bits), opcode: opcode)])
      // A continuation of nothing is wrong either way.
      #expect(
        decoded.failure == .reservedBits
          || opcode == 0 && decoded.failure == .unexpectedContinuation)
    }
  }

  @Test("Reserved opcodes fail at once", arguments: [3, 4, 5, 6, 7, 11, 12, 13, 14, 15])
  func reservedOpcodes(opcode: Int) {
    let frame = Frame(opcode: UInt8(opcode), payload: [1, 2, 3])
    #expect(decode([frame], in: .ones).failure == .reservedOpcode)
    let after = decode([.text("Hello"), frame, .ping()])
    #expect(after.events == [.text(Array("Hello".utf8))])
    #expect(after.failure == .reservedOpcode)
  }

  @Test("A length in more octets than it needs fails")
  func minimalLengths() {
    for (count, octets) in [(0, 2), (125, 2), (0, 8), (125, 8), (126, 8), (65_535, 8)] {
      var frame = Frame.text([UInt8](repeating: 97, count: count))
      frame.lengthOctets = octets
      #expect(decode([frame]).failure == .malformedLength)
    }
  }

  @Test("A length of 2^63 and more fails")
  func hugeLength() {
    for length in [UInt64(1) << 63, .max] {
      var frame = Frame.text("a")
      (frame.lengthOctets, frame.claimedLength) = (8, length)
      #expect(decode([frame], in: .ones).failure == .malformedLength)
    }
  }

  @Test("The greatest length that a frame can have is over the limit before its payload comes")
  func greatLength() {
    var frame = Frame.text("")
    (frame.lengthOctets, frame.claimedLength) = (8, (1 << 63) - 1)
    let decoded = decode([frame], in: .ones)
    #expect(decoded.failure == .messageTooBig)
    #expect(decoded.used == 10)
  }

  @Test("Where only text is taken, a binary message fails with its first octet")
  func binary() {
    let frame = Frame(opcode: 2, payload: [1, 2, 3])
    let decoded = decode([frame], in: .ones) { $0.acceptsBinary = false }
    #expect(decoded.failure == .binaryMessage)
    #expect(decoded.used == 1)
  }

  @Test("Every failure has a code that may be sent and a reason that fits a Close frame")
  func codes() {
    for failure in WebSocketFailure.allCases {
      #expect(failure.closeCode.mayBeReceived)
      #expect(failure.reason.utf8.count <= 123)
    }
  }
}
