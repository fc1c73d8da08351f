import Testing

@testable import WebSocket

@Suite("Text")
struct TextTests {
  static let valid: [[UInt8]] = [
    Array("κόσμε".utf8), Array("😀 and 汉字".utf8), [0x00], [0x7F], [0xC2, 0x80], [0xDF, 0xBF],
    [0xE0, 0xA0, 0x80], [0xED, 0x9F, 0xBF], [0xEE, 0x80, 0x80], [0xEF, 0xBF, 0xBD],
    [0xEF, 0xBF, 0xBE], [0xEF, 0xBF, 0xBF], [0xF0, 0x90, 0x80, 0x80], [0xF4, 0x8F, 0xBF, 0xBF],
    Array("a text of more than eight octets, then é".utf8),
  ]

  /// Octets that are no UTF-8, each with the place of the octet that shows it.
  static let invalid: [([UInt8], Int)] = [
    ([0x80], 0), ([0xBF], 0), ([0xC0, 0x80], 0), ([0xC1, 0xBF], 0), ([0xC3, 0x28], 1),
    ([0xE0, 0x80, 0x80], 1), ([0xE0, 0x9F, 0xBF], 1), ([0xED, 0xA0, 0x80], 1),
    ([0xED, 0xBF, 0xBF], 1), ([0xE2, 0x82, 0x28], 2), ([0xF0, 0x80, 0x80, 0x80], 1),
    ([0xF0, 0x8F, 0xBF, 0xBF], 1), ([0xF4, 0x90, 0x80, 0x80], 1), ([0xF5, 0x80, 0x80, 0x80], 0),
    ([0xF8, 0x88, 0x80, 0x80, 0x80], 0), ([0xFE], 0), ([0xFF], 0),
    (Array("12345678".utf8) + [0xC3, 0xC3], 9), ([0xCE, 0xBA, 0xE1, 0xBD, 0xB9, 0xED, 0xA0], 6),
  ]

  @Test("Every scalar's form is taken, however it is cut", arguments: valid, Pieces.allCases)
  func taken(text: [UInt8], pieces: Pieces) {
    #expect(decode([.text(text)], in: pieces).events == [.text(text)])
    for cut in 0...text.count {
      let frames: [Frame] = [
        .text(Array(text[..<cut]), isFinal: false), .ping(), .continuation(Array(text[cut...])),
      ]
      #expect(decode(frames, in: pieces).events == [.ping([]), .text(text)])
    }
  }

  @Test("What is no UTF-8 fails with the first octet that shows it", arguments: invalid)
  func refused(text: [UInt8], place: Int) {
    #expect(decode([.text(text)]).failure == .invalidUTF8)
    // In a fragment that is not the last, and before the rest of the frame is here.
    let head = Frame.text([]).bytes.count
    let decoded = decode(
      [.text(text + [UInt8](repeating: 97, count: 20), isFinal: false)], in: .ones)
    #expect(decoded.failure == .invalidUTF8)
    #expect(decoded.used == head + place + 1)
    if place > 0 {
      let cut = decode([.text(Array(text[..<place]), isFinal: false), .continuation([text[place]])])
      #expect(cut.failure == .invalidUTF8)
    }
  }

  @Test("A text that ends within a scalar fails with its end", arguments: valid)
  func unfinished(text: [UInt8]) {
    guard let last = text.last, last >= 0x80 else { return }
    let decoded = decode([.text(Array(text.dropLast()))])
    #expect(decoded.failure == .invalidUTF8)
    #expect(decoded.events.isEmpty)
  }

  @Test("Binary messages are not looked at")
  func binary() {
    for (bytes, _) in Self.invalid {
      #expect(decode([Frame(opcode: 2, payload: bytes)]).events == [.binary(bytes)])
    }
  }
}
