/// Checks UTF-8 that comes in pieces, and refuses it with the first octet that cannot be part of
/// any text (RFC 3629, 4): overlong forms, halves of surrogate pairs and what lies beyond U+10FFFF
/// are no UTF-8.
struct UTF8Validator: Hashable {
  /// How many octets the scalar under way still needs.
  private var needed: UInt8 = 0
  /// The range that the next of them must be in.
  private var lowest: UInt8 = 0x80
  private var highest: UInt8 = 0xBF

  /// Whether a text may end here.
  var isComplete: Bool { needed == 0 }

  /// Takes the next octets; whether they can be part of a text.
  mutating func accept(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    let raw = UnsafeRawBufferPointer(bytes)
    var index = 0
    while index < bytes.count {
      if needed == 0 {
        // Most text is ASCII: eight octets at a time.
        while bytes.count - index >= 8,
          raw.loadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
        {
          index += 8
        }
        if index == bytes.count { return true }
      }
      guard accept(bytes[index]) else { return false }
      index += 1
    }
    return true
  }

  private mutating func accept(_ byte: UInt8) -> Bool {
    guard needed > 0 else { return begin(byte) }
    guard (lowest...highest).contains(byte) else { return false }
    needed -= 1
    (lowest, highest) = (0x80, 0xBF)
    return true
  }

  private mutating func begin(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x00...0x7F: return true
    case 0xC2...0xDF: needed = 1
    case 0xE0: (needed, lowest) = (2, 0xA0)
    case 0xED: (needed, highest) = (2, 0x9F)
    case 0xE1...0xEF: needed = 2
    case 0xF0: (needed, lowest) = (3, 0x90)
    case 0xF1...0xF3: needed = 3
    case 0xF4: (needed, highest) = (3, 0x8F)
    default: return false
    }
    return true
  }

  /// Whether the octets are a whole text.
  static func isText(_ bytes: [UInt8]) -> Bool {
    var validator = UTF8Validator()
    return bytes.withUnsafeBufferPointer { validator.accept($0) } && validator.isComplete
  }
}
