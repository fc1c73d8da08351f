import Testing

@testable import WebSocket

@Suite("Fragments and control frames")
struct FragmentTests {
  @Test("Fragments make one message, empty ones included", arguments: Pieces.allCases)
  func fragments(pieces: Pieces) {
    let frames: [Frame] = [
      .text("", isFinal: false), .continuation(Array("frag".utf8), isFinal: false),
      .continuation([], isFinal: false), .continuation(Array("ment".utf8)), .text("next"),
    ]
    #expect(
      decode(frames, in: pieces).events
        == [.text(Array("fragment".utf8)), .text(Array("next".utf8))])
  }

  @Test("Pings, pongs and a Close within a message come at once", arguments: Pieces.allCases)
  func controlWithin(pieces: Pieces) {
    let frames: [Frame] = [
      .text("a", isFinal: false), .ping([1, 2]), .continuation([98], isFinal: false),
      Frame(opcode: 10, payload: [3]), .continuation([99]), .text("d", isFinal: false), .close(),
      .continuation([101]),
    ]
    let decoded = decode(frames, in: pieces)
    #expect(
      decoded.events
        == [.ping([1, 2]), .pong([3]), .text([97, 98, 99]), .close(nil, reason: [])])
    #expect(decoded.failure == nil)
  }

  @Test("A continuation of nothing fails", arguments: [true, false])
  func continuation(isFinal: Bool) {
    #expect(
      decode([.continuation([97], isFinal: isFinal)]).failure == .unexpectedContinuation)
    let late = decode([.text("a"), .continuation([97], isFinal: isFinal)])
    #expect(late.events == [.text([97])])
    #expect(late.failure == .unexpectedContinuation)
  }

  @Test("A message within a message fails", arguments: [1, 2])
  func interrupted(opcode: Int) {
    let decoded = decode([
      .text("a", isFinal: false), Frame(opcode: UInt8(opcode), payload: [97]),
    ])
    #expect(decoded.failure == .interruptedMessage)
    #expect(decoded.events.isEmpty)
  }

  @Test("Control frames have at most 125 octets", arguments: [8, 9, 10], Pieces.allCases)
  func controlLength(opcode: Int, pieces: Pieces) {
    let most = [UInt8](repeating: 97, count: 125)
    let longest: [UInt8] = opcode == 8 ? [3, 232] + most.dropLast(2) : most
    #expect(decode([Frame(opcode: UInt8(opcode), payload: longest)], in: pieces).failure == nil)
    let longer = Frame(opcode: UInt8(opcode), payload: most + [97])
    #expect(decode([longer], in: pieces).failure == .malformedControl)
  }

  @Test("Control frames are not fragmented", arguments: [8, 9, 10])
  func controlFragments(opcode: Int) {
    #expect(
      decode([Frame(isFinal: false, opcode: UInt8(opcode))]).failure == .malformedControl)
  }

  @Test("The limit is one of the message, not of its frames")
  func limit() {
    let half = [UInt8](repeating: 97, count: 32_768)
    let whole = decode([.text(half, isFinal: false), .continuation(half)])
    #expect(whole.events == [.text(half + half)])
    let over = decode([
      .text(half, isFinal: false), .continuation(half, isFinal: false), .continuation([97]),
    ])
    #expect(over.failure == .messageTooBig)
    #expect(decode([.text(half + half + [97])]).failure == .messageTooBig)
    // Whoever sends one message at a time may send many.
    #expect(decode([Frame](repeating: .text(half), count: 5)).events.count == 5)
  }

  @Test("What is too big fails with its head, before its octets are here")
  func earlyLimit() {
    let frame = Frame.text([UInt8](repeating: 97, count: 65_537))
    #expect(decode([frame], in: .ones).used == 10)
  }
}
