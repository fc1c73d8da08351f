/// The mask of a client's frames (RFC 6455, 5.3): octet `i` of the payload is combined with octet
/// `i mod 4` of the mask.
enum Masking {
  /// Adds unmasked octets to `buffer`.
  /// - Parameters:
  ///   - mask: its first octet lowest.
  ///   - phase: how many octets of the payload came before these.
  static func append(
    _ bytes: UnsafeBufferPointer<UInt8>, to buffer: inout [UInt8], mask: UInt32, phase: UInt64
  ) {
    let start = buffer.count
    buffer.append(contentsOf: bytes)
    guard mask != 0 else { return }
    let shift = 8 * UInt32(phase & 3)
    let turned = shift == 0 ? mask : mask >> shift | mask << (32 - shift)
    let word = UInt64(turned) << 32 | UInt64(turned)
    buffer.withUnsafeMutableBytes { all in
      let added = UnsafeMutableRawBufferPointer(rebasing: all[start...])
      var index = 0
      while added.count - index >= 8 {
        let here = added.loadUnaligned(fromByteOffset: index, as: UInt64.self)
        added.storeBytes(of: here ^ word.littleEndian, toByteOffset: index, as: UInt64.self)
        index += 8
      }
      while index < added.count {
        added[index] ^= UInt8(truncatingIfNeeded: turned >> (8 * UInt32(index & 3)))
        index += 1
      }
    }
  }
}
