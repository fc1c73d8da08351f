import FuzzSupport

@testable import WebSocket

/// The input is an octet of settings (1: binary is taken; 2: compression was agreed on) and frames.
enum FuzzWebSocket {
  struct Outcome: Equatable {
    var events: [WebSocketFrameDecoder.Event] = []
    var failure: WebSocketFailure?
    var isWithinMessage = false
  }

  /// One input is run after the other, on one thread.
  nonisolated(unsafe) static let inflater = WebSocketInflater()

  static func check(_ bytes: [UInt8]) {
    guard let flags = bytes.first else { return }
    var settings = WebSocketFrameDecoder.Settings()
    settings.messageLimit = 1_000
    settings.acceptsBinary = flags & 1 != 0
    let frames = Array(bytes.dropFirst())
    let isCompressed = flags & 2 != 0
    let whole = decode([frames], settings, isCompressed)
    for pieces in Splits(of: frames) {
      requireEqual(decode(pieces, settings, isCompressed), whole, "depends on how it was cut")
    }
    checkEvents(whole, settings)
    if flags & 3 == 0 { requireEqual(reference(frames), texts(of: whole), "other messages") }
    checkWritten(whole)
  }

  static func decode(
    _ pieces: [[UInt8]], _ settings: WebSocketFrameDecoder.Settings, _ isCompressed: Bool
  ) -> Outcome {
    var decoder = WebSocketFrameDecoder(settings, inflater: isCompressed ? inflater : nil)
    var outcome = Outcome()
    for piece in pieces {
      var offset = 0
      do throws(WebSocketFailure) {
        try piece.withUnsafeBufferPointer { bytes throws(WebSocketFailure) in
          while let event = try decoder.next(bytes, from: &offset) { outcome.events.append(event) }
        }
      } catch {
        outcome.failure = error
        return outcome
      }
      requireEqual(offset, piece.count, "octets were left")
    }
    outcome.isWithinMessage = decoder.isWithinMessage
    return outcome
  }

  static func checkEvents(_ outcome: Outcome, _ settings: WebSocketFrameDecoder.Settings) {
    for event in outcome.events {
      switch event {
      case .text(let octets):
        require(String(validating: octets, as: UTF8.self) != nil, "a text that is none")
        require(octets.count <= settings.messageLimit, "a message over the limit")
      case .binary(let octets):
        require(settings.acceptsBinary, "a binary message that nobody takes")
        require(octets.count <= settings.messageLimit, "a message over the limit")
      case .ping(let octets), .pong(let octets):
        require(octets.count <= 125, "a long control frame")
      case .close(let code, let reason):
        require(code?.mayBeReceived != false && reason.count <= 123, "a malformed close")
      }
    }
    if let place = outcome.events.firstIndex(where: { if case .close = $0 { true } else { false } })
    {
      requireEqual(place, outcome.events.count - 1, "something behind the end")
    }
  }

  static func texts(of outcome: Outcome) -> [[UInt8]] {
    outcome.events.compactMap { if case .text(let octets) = $0 { octets } else { nil } }
  }

  /// The text messages, as far as the frames are in order: RFC 6455 (5.2) read naively, on the
  /// whole input, up to the first frame that is not to be expected.
  static func reference(_ frames: [UInt8]) -> [[UInt8]] {
    var rest = frames[...]
    var texts: [[UInt8]] = []
    var message: [UInt8]?
    while let (first, payload) = takeFrame(&rest) {
      switch first & 0x0F {
      case 0x1 where message == nil: message = payload
      case 0x0 where message != nil: message? += payload
      case 0x9, 0xA: continue
      // A binary message, or one that a decoder refuses.
      default: return texts
      }
      guard let soFar = message, soFar.count <= 1_000 else { return texts }
      if first & 0x80 != 0 {
        guard String(validating: soFar, as: UTF8.self) != nil else { return texts }
        texts.append(soFar)
        message = nil
      } else if !isBeginning(soFar) {
        return texts
      }
    }
    return texts
  }

  /// Whether octets can be the beginning of a text.
  static func isBeginning(_ octets: [UInt8]) -> Bool {
    if String(validating: octets, as: UTF8.self) != nil { return true }
    return (0x80...0xBF).contains { last in
      [[], [0x80], [0xBF], [0x80, 0x80], [0xBF, 0x80]].contains { more in
        String(validating: octets + [last] + more, as: UTF8.self) != nil
      }
    }
  }

  static func takeFrame(_ rest: inout ArraySlice<UInt8>) -> (UInt8, [UInt8])? {
    var octets = Array(rest)
    guard octets.count >= 2, octets[0] & 0x70 == 0, octets[1] & 0x80 != 0 else { return nil }
    let first = octets[0]
    let isControl = first & 0x08 != 0
    var length = Int(octets[1] & 0x7F)
    var head = 2
    if length >= 126 {
      let size = length == 126 ? 2 : 8
      guard !isControl, octets.count >= 2 + size else { return nil }
      length = octets[2..<2 + size].reduce(0) { $0 &<< 8 | Int($1) }
      head += size
      guard length >= (size == 2 ? 126 : 65_536) else { return nil }
    }
    guard !isControl || first & 0x80 != 0, length <= octets.count, octets.count - length >= head + 4
    else { return nil }
    let mask = octets[head..<head + 4].map { $0 }
    octets.removeFirst(head + 4)
    rest = rest.dropFirst(head + 4 + length)
    return (first, octets.prefix(length).enumerated().map { $1 ^ mask[$0 % 4] })
  }

  /// What was read, written as a server would, is read by a client in the same way.
  static func checkWritten(_ outcome: Outcome) {
    var frames: [UInt8] = []
    for event in outcome.events {
      switch event {
      case .text(let octets): WebSocketFrameEncoder.append(.text, octets, to: &frames)
      case .binary(let octets): WebSocketFrameEncoder.append(.binary, octets, to: &frames)
      case .ping(let octets): WebSocketFrameEncoder.append(.ping, octets, to: &frames)
      case .pong(let octets): WebSocketFrameEncoder.append(.pong, octets, to: &frames)
      case .close(let code, let reason):
        let payload = WebSocketFrameEncoder.close(code, String(decoding: reason, as: UTF8.self))
        WebSocketFrameEncoder.append(.close, payload, to: &frames)
      }
    }
    var settings = WebSocketFrameDecoder.Settings()
    settings.acceptsBinary = true
    settings.expectsMask = false
    let again = decode([frames], settings, false)
    requireEqual(again.events, outcome.events, "not the same once written")
    requireEqual(again.failure, nil, "refused once written")
  }
}
