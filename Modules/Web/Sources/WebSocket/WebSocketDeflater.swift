internal import CZlib

/// Compresses messages of permessage-deflate without context takeover (RFC 7692, 7.2.1): each by
/// itself, so one deflater serves all connections of a thread.
final class WebSocketDeflater {
  private let stream: UnsafeMutablePointer<z_stream>
  private let chunk: UnsafeMutableBufferPointer<UInt8>
  private let isReady: Bool

  /// - Parameter windowBits: the window that the client keeps, 9 to 15. zlib has no 8.
  init(windowBits: Int) {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    chunk = .allocate(capacity: 16_384)
    // Level 1: messages are short, and what is saved beyond it is little.
    isReady = czlib_begin_deflate(stream, 1, Int32(windowBits), 7) == Z_OK
  }

  deinit {
    if isReady { deflateEnd(stream) }
    stream.deallocate()
    chunk.deallocate()
  }

  /// The message compressed; `nil` where that is not possible, or not shorter.
  func deflate(_ message: [UInt8]) -> [UInt8]? {
    guard isReady, deflateReset(stream) == Z_OK else { return nil }
    var input = message
    var output: [UInt8] = []
    let isDone = input.withUnsafeMutableBufferPointer { bytes in
      stream.pointee.next_in = bytes.baseAddress
      stream.pointee.avail_in = UInt32(bytes.count)
      repeat {
        stream.pointee.next_out = chunk.baseAddress
        stream.pointee.avail_out = UInt32(chunk.count)
        guard CZlib.deflate(stream, Z_SYNC_FLUSH) == Z_OK else { return false }
        let made = chunk.count - Int(stream.pointee.avail_out)
        output.append(contentsOf: UnsafeBufferPointer(rebasing: chunk[..<made]))
      } while stream.pointee.avail_out == 0
      return true
    }
    stream.pointee.next_in = nil
    // The mark that every flush ends with is not sent.
    guard isDone, output.suffix(4) == [0x00, 0x00, 0xFF, 0xFF] else { return nil }
    output.removeLast(4)
    return output.count < message.count ? output : nil
  }
}
