/// Writes a server's frames: whole and without a mask (RFC 6455, 5.1).
enum WebSocketFrameEncoder {
  /// Adds a frame to `output`.
  static func append(
    _ opcode: WebSocketOpcode, _ payload: [UInt8], isCompressed: Bool = false,
    to output: inout [UInt8]
  ) {
    output.append(0x80 | (isCompressed ? 0x40 : 0) | opcode.rawValue)
    let count = payload.count
    switch count {
    case ...125:
      output.append(UInt8(count))
    case ...65_535:
      output.append(126)
      output.append(UInt8(count >> 8))
      output.append(UInt8(count & 0xFF))
    default:
      output.append(127)
      for shift in stride(from: 56, through: 0, by: -8) {
        output.append(UInt8(truncatingIfNeeded: count >> shift))
      }
    }
    output.append(contentsOf: payload)
  }

  /// The payload of a Close frame; a reason that is too long is cut between scalars.
  static func close(_ code: WebSocketCloseCode?, _ reason: String) -> [UInt8] {
    guard let code else { return [] }
    var payload = [UInt8(code.rawValue >> 8), UInt8(code.rawValue & 0xFF)]
    for scalar in reason.unicodeScalars {
      let octets = UTF8.encode(scalar).map(Array.init) ?? []
      guard payload.count + octets.count <= 125 else { break }
      payload += octets
    }
    return payload
  }
}
