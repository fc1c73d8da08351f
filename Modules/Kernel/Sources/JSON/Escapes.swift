/// Reads the escapes of RFC 8259 (7) out of text that the parser has found well formed.
enum Escapes {
  /// The text with its escapes read.
  static func unescaped(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: text.count) { buffer, count in
      count = unescape(text, into: buffer)
    }
  }

  /// Writes the text with its escapes read and answers how many bytes that were, which is never
  /// more than the text itself had.
  static func unescape(
    _ text: UnsafeBufferPointer<UInt8>, into output: UnsafeMutableBufferPointer<UInt8>
  ) -> Int {
    var (read, written) = (0, 0)
    while read < text.count {
      guard text[read] == UInt8(ascii: "\\") else {
        output[written] = text[read]
        (read, written) = (read + 1, written + 1)
        continue
      }
      let letter = text[read + 1]
      read += 2
      guard letter == UInt8(ascii: "u") else {
        output[written] = meaning(of: letter)
        written += 1
        continue
      }
      written += write(scalar(in: text, at: &read), into: output, at: written)
    }
    return written
  }
  /// The byte that a one-letter escape stands for; `"`, `\` and `/` stand for themselves.
  private static func meaning(of letter: UInt8) -> UInt8 {
    switch letter {
    case UInt8(ascii: "b"): 0x08
    case UInt8(ascii: "f"): 0x0C
    case UInt8(ascii: "n"): 0x0A
    case UInt8(ascii: "r"): 0x0D
    case UInt8(ascii: "t"): 0x09
    default: letter
    }
  }

  /// The scalar whose four digits begin at `read`, a second half after `\u` included.
  private static func scalar(in text: UnsafeBufferPointer<UInt8>, at read: inout Int) -> UInt32 {
    let first = hex(text, at: read)
    read += 4
    guard first & 0xFC00 == 0xD800 else { return first }
    let second = hex(text, at: read + 2)
    read += 6
    return 0x1_0000 + (first - 0xD800) << 10 + (second & 0x3FF)
  }

  /// Four hexadecimal digits, known to be that.
  private static func hex(_ text: UnsafeBufferPointer<UInt8>, at start: Int) -> UInt32 {
    var value: UInt32 = 0
    for index in start..<(start + 4) { value = value << 4 | UInt32(digit(text[index]) ?? 0) }
    return value
  }

  /// The value of a hexadecimal digit of either case.
  static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }

  /// Writes a scalar as UTF-8 and answers its length in bytes.
  private static func write(
    _ scalar: UInt32, into output: UnsafeMutableBufferPointer<UInt8>, at start: Int
  ) -> Int {
    let last = 0x80 | UInt8(scalar & 0x3F)
    let second = 0x80 | UInt8(scalar >> 6 & 0x3F)
    let third = 0x80 | UInt8(scalar >> 12 & 0x3F)
    switch scalar {
    case ..<0x80:
      output[start] = UInt8(scalar)
      return 1
    case ..<0x800:
      output[start] = 0xC0 | UInt8(scalar >> 6)
      output[start + 1] = last
      return 2
    case ..<0x1_0000:
      output[start] = 0xE0 | UInt8(scalar >> 12)
      (output[start + 1], output[start + 2]) = (second, last)
      return 3
    default:
      output[start] = 0xF0 | UInt8(scalar >> 18)
      (output[start + 1], output[start + 2], output[start + 3]) = (third, second, last)
      return 4
    }
  }
}
