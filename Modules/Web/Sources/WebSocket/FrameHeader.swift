/// Reads the head of a frame, octet by octet as they come (RFC 6455, 5.2). Octets are judged as
/// soon as they are here, so that nothing is awaited behind a head that is wrong already.
struct FrameHeader {
  private enum Stage: UInt8 { case flags, length, longLength, mask, whole }

  /// How much of it is here.
  private var stage = Stage.flags
  /// How many octets the stage still needs.
  private var needed: UInt8 = 0
  private var lengthOctets: UInt8 = 0

  private(set) var isFinal = false
  /// Whether the first reserved bit is set: a compressed message (RFC 7692, 6).
  private(set) var isCompressed = false
  private(set) var opcode = WebSocketOpcode.continuation
  /// Octets of the payload, 0 to 2^63 - 1.
  private(set) var length: UInt64 = 0
  /// The mask's octets, the first one lowest; 0 without a mask.
  private(set) var mask: UInt32 = 0

  /// Whether all of it is here.
  var isWhole: Bool { stage == .whole }

  /// Whether the length is known, though the mask may not be.
  var hasLength: Bool { stage == .mask || stage == .whole }

  /// Takes the next octet.
  mutating func take(_ byte: UInt8, expectsMask: Bool) throws(WebSocketFailure) {
    switch stage {
    case .flags: try takeFlags(byte)
    case .length: try takeLength(byte, expectsMask: expectsMask)
    case .longLength: try takeLongLength(byte, expectsMask: expectsMask)
    case .mask:
      mask |= UInt32(byte) << (8 * UInt32(4 - needed))
      needed -= 1
      if needed == 0 { stage = .whole }
    case .whole: break
    }
  }

  private mutating func takeFlags(_ byte: UInt8) throws(WebSocketFailure) {
    guard byte & 0x30 == 0 else { throw .reservedBits }
    guard let opcode = WebSocketOpcode(rawValue: byte & 0x0F) else { throw .reservedOpcode }
    isFinal = byte & 0x80 != 0
    isCompressed = byte & 0x40 != 0
    self.opcode = opcode
    if opcode.isControl {
      guard !isCompressed else { throw .reservedBits }
      guard isFinal else { throw .malformedControl }
    }
    stage = .length
  }

  private mutating func takeLength(
    _ byte: UInt8, expectsMask: Bool
  ) throws(WebSocketFailure) {
    guard (byte & 0x80 != 0) == expectsMask else { throw .wrongMasking }
    let short = byte & 0x7F
    if opcode.isControl, short > 125 { throw .malformedControl }
    switch short {
    case 126: lengthOctets = 2
    case 127: lengthOctets = 8
    default:
      length = UInt64(short)
      endLength(expectsMask: expectsMask)
      return
    }
    (stage, needed) = (.longLength, lengthOctets)
  }

  private mutating func takeLongLength(
    _ byte: UInt8, expectsMask: Bool
  ) throws(WebSocketFailure) {
    if lengthOctets == 8, needed == 8, byte & 0x80 != 0 { throw .malformedLength }
    length = length << 8 | UInt64(byte)
    needed -= 1
    guard needed == 0 else { return }
    guard length > (lengthOctets == 2 ? 125 : 65_535) else { throw .malformedLength }
    endLength(expectsMask: expectsMask)
  }

  private mutating func endLength(expectsMask: Bool) {
    (stage, needed) = expectsMask ? (.mask, 4) : (.whole, 0)
  }
}
