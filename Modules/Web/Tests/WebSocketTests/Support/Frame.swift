@testable import WebSocket

/// A frame as a test wants it, right or wrong.
struct Frame {
  var isFinal = true
  var reserved: UInt8 = 0
  var opcode: UInt8
  var payload: [UInt8] = []
  var mask: [UInt8]? = [0x37, 0xFA, 0x21, 0x3D]
  /// Octets of the length; the least unless given: 1, 2 or 8.
  var lengthOctets: Int?
  /// The length that it claims to have.
  var claimedLength: UInt64?

  static func text(_ text: String, isFinal: Bool = true) -> Frame {
    Frame(isFinal: isFinal, opcode: 1, payload: Array(text.utf8))
  }

  static func text(_ payload: [UInt8], isFinal: Bool = true) -> Frame {
    Frame(isFinal: isFinal, opcode: 1, payload: payload)
  }

  static func continuation(_ payload: [UInt8], isFinal: Bool = true) -> Frame {
    Frame(isFinal: isFinal, opcode: 0, payload: payload)
  }

  static func compressed(_ payload: [UInt8], isFinal: Bool = true) -> Frame {
    Frame(isFinal: isFinal, reserved: 4, opcode: 1, payload: payload)
  }

  static func ping(_ payload: [UInt8] = []) -> Frame { Frame(opcode: 9, payload: payload) }

  static func close(_ payload: [UInt8] = []) -> Frame { Frame(opcode: 8, payload: payload) }

  static func close(_ code: UInt16, _ reason: String = "") -> Frame {
    close([UInt8(code >> 8), UInt8(code & 0xFF)] + Array(reason.utf8))
  }

  var bytes: [UInt8] {
    let length = claimedLength ?? UInt64(payload.count)
    let least = length < 126 ? 1 : length < 65_536 ? 2 : 8
    let octets = lengthOctets ?? least
    let masked: UInt8 = mask == nil ? 0 : 0x80
    var bytes: [UInt8] = [(isFinal ? 0x80 : 0) | reserved << 4 | opcode]
    switch octets {
    case 1: bytes.append(masked | UInt8(length))
    case 2: bytes.append(masked | 126)
    default: bytes.append(masked | 127)
    }
    if octets > 1 {
      for index in (0..<octets).reversed() {
        bytes.append(UInt8(truncatingIfNeeded: length >> UInt64(8 * index)))
      }
    }
    guard let mask else { return bytes + payload }
    return bytes + mask + payload.enumerated().map { $1 ^ mask[$0 % 4] }
  }
}

typealias Event = WebSocketFrameDecoder.Event

/// What a decoder made of octets: its events, the failure that ended it, and how many octets it
/// had used by then.
struct Decoded: Equatable {
  var events: [Event] = []
  var failure: WebSocketFailure?
  var used = 0
}

/// How the octets come: all at once, or in pieces.
enum Pieces: CaseIterable {
  case whole, ones, sevens

  var size: Int {
    switch self {
    case .whole: .max
    case .ones: 1
    case .sevens: 7
    }
  }
}

func decode(
  _ bytes: [UInt8], in pieces: Pieces = .whole, compression: Bool = false,
  _ configure: (inout WebSocketFrameDecoder.Settings) -> Void = { _ in }
) -> Decoded {
  var settings = WebSocketFrameDecoder.Settings()
  settings.acceptsBinary = true
  configure(&settings)
  var decoder = WebSocketFrameDecoder(
    settings, inflater: compression ? WebSocketInflater() : nil)
  var decoded = Decoded()
  do {
    while decoded.used < bytes.count {
      let piece = Array(bytes[decoded.used...].prefix(pieces.size))
      var offset = 0
      defer { decoded.used += offset }
      repeat {
        let event = try piece.withUnsafeBufferPointer { try decoder.next($0, from: &offset) }
        if let event { decoded.events.append(event) }
      } while offset < piece.count
    }
  } catch let failure as WebSocketFailure {
    decoded.failure = failure
  } catch {
    return decoded
  }
  return decoded
}

func decode(
  _ frames: [Frame], in pieces: Pieces = .whole, compression: Bool = false,
  _ configure: (inout WebSocketFrameDecoder.Settings) -> Void = { _ in }
) -> Decoded {
  decode(frames.flatMap(\.bytes), in: pieces, compression: compression, configure)
}
