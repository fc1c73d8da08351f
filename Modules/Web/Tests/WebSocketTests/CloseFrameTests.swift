import Testing

@testable import WebSocket

@Suite("Close frames")
struct CloseFrameTests {
  @Test(
    "Codes that may be sent are taken, with and without a reason",
    arguments: [
      1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4401, 4999,
    ])
  func codes(code: Int) {
    let known = WebSocketCloseCode(rawValue: UInt16(code))
    #expect(decode([.close(UInt16(code))]).events == [.close(known, reason: [])])
    #expect(
      decode([.close(UInt16(code), "gone")], in: .ones).events
        == [.close(known, reason: Array("gone".utf8))])
  }

  @Test(
    "Codes that may not be sent fail",
    arguments: [0, 999, 1004, 1005, 1006, 1012, 1015, 1016, 1100, 2000, 2999, 5000, 65_535])
  func badCodes(code: Int) {
    #expect(decode([.close(UInt16(code))]).failure == .malformedClose)
    #expect(decode([.close(UInt16(code), "reason")]).failure == .malformedClose)
  }

  @Test("A Close frame has no octet or at least two")
  func lengths() {
    #expect(decode([.close()]).events == [.close(nil, reason: [])])
    #expect(decode([.close([3])]).failure == .malformedClose)
  }

  @Test("A reason is UTF-8 of at most 123 octets")
  func reasons() {
    let longest = String(repeating: "é", count: 61)
    #expect(decode([.close(1000, longest)]).events.count == 1)
    #expect(decode([.close([3, 232, 0xCE, 0xBA, 0xE1])]).failure == .invalidUTF8)
    #expect(decode([.close([3, 232, 0xED, 0xA0, 0x80])]).failure == .invalidUTF8)
  }

  @Test("Whatever follows a Close frame is dropped", arguments: Pieces.allCases)
  func after(pieces: Pieces) {
    let decoded = decode(
      [.text("a"), .close(1000), .text("b"), .ping(), Frame(reserved: 7, opcode: 15)], in: pieces)
    #expect(decoded.events == [.text([97]), .close(.normal, reason: [])])
    #expect(decoded.failure == nil)
  }

  @Test("What is written can be read, and a long reason is cut between scalars")
  func written() {
    var bytes: [UInt8] = []
    let reason = String(repeating: "é", count: 100)
    let payload = WebSocketFrameEncoder.close(.goingAway, reason)
    WebSocketFrameEncoder.append(.close, payload, to: &bytes)
    WebSocketFrameEncoder.append(.close, WebSocketFrameEncoder.close(nil, reason), to: &bytes)
    #expect(payload.count == 124)
    #expect(
      decode(bytes) { $0.expectsMask = false }.events
        == [.close(.goingAway, reason: Array(String(repeating: "é", count: 61).utf8))])
  }

  @Test("Frames of every length are written as they are read", arguments: [0, 125, 126, 65_535])
  func writtenLengths(count: Int) {
    let payload = [UInt8](repeating: 97, count: count)
    var bytes: [UInt8] = []
    WebSocketFrameEncoder.append(.text, payload, to: &bytes)
    WebSocketFrameEncoder.append(.binary, payload + payload, to: &bytes)
    let decoded = decode(bytes) {
      ($0.expectsMask, $0.messageLimit) = (false, 1 << 20)
    }
    #expect(decoded.events == [.text(payload), .binary(payload + payload)])
  }
}
