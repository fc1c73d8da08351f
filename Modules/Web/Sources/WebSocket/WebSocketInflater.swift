internal import CZlib

/// Decompresses messages of permessage-deflate without context takeover (RFC 7692, 7.2.2): each by
/// itself, so one inflater serves all connections of a thread and none of them holds a window.
public final class WebSocketInflater {
  private let stream: UnsafeMutablePointer<z_stream>
  private let chunk: UnsafeMutableBufferPointer<UInt8>
  private let isReady: Bool
  /// Whether the octets so far end with a block. Asked again without octets zlib says no.
  private var endsBlock = false

  /// Some 60 KiB of memory.
  public init() {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    chunk = .allocate(capacity: 16_384)
    isReady = czlib_begin_inflate(stream) == Z_OK
  }

  deinit {
    if isReady { inflateEnd(stream) }
    stream.deallocate()
    chunk.deallocate()
  }

  private enum Step {
    case goOn, done
    case failed(WebSocketFailure)
  }

  /// The message behind the compressed one.
  /// - Parameter limit: octets that it may have. Little more than these is ever made.
  /// - Throws: `invalidCompression`, `messageTooBig`.
  func inflate(_ compressed: [UInt8], limit: Int) throws(WebSocketFailure) -> [UInt8] {
    guard isReady, inflateReset(stream) == Z_OK else { throw .invalidCompression }
    // What the sender took away from the end of the block.
    var input = compressed + [0x00, 0x00, 0xFF, 0xFF]
    var output: [UInt8] = []
    endsBlock = false
    let failure = input.withUnsafeMutableBufferPointer { bytes -> WebSocketFailure? in
      stream.pointee.next_in = bytes.baseAddress
      stream.pointee.avail_in = UInt32(bytes.count)
      while true {
        switch step(into: &output, limit: limit) {
        case .goOn: continue
        case .done: return nil
        case .failed(let failure): return failure
        }
      }
    }
    stream.pointee.next_in = nil
    if let failure { throw failure }
    return output
  }

  private func step(into output: inout [UInt8], limit: Int) -> Step {
    stream.pointee.next_out = chunk.baseAddress
    stream.pointee.avail_out = UInt32(chunk.count)
    let code = CZlib.inflate(stream, Z_SYNC_FLUSH)
    let made = chunk.count - Int(stream.pointee.avail_out)
    guard output.count + made <= limit else { return .failed(.messageTooBig) }
    output.append(contentsOf: UnsafeBufferPointer(rebasing: chunk[..<made]))
    let isUsed = stream.pointee.avail_in == 0
    switch code {
    case Z_OK:
      endsBlock = stream.pointee.data_type & 128 != 0
      return isUsed && stream.pointee.avail_out > 0 ? end : .goOn
    case Z_BUF_ERROR where isUsed:
      return end
    case Z_STREAM_END where isUsed:
      return .done
    case Z_STREAM_END:
      // A block that calls itself the last one may be followed by others (RFC 7692, 7.2.3.5).
      return inflateReset(stream) == Z_OK ? .goOn : .failed(.invalidCompression)
    default:
      return .failed(.invalidCompression)
    }
  }

  /// All octets were used: the message is whole if the last of them ended a block.
  private var end: Step { endsBlock ? .done : .failed(.invalidCompression) }
}
