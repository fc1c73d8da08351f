internal import CZlib

/// Compression as gzip (RFC 1952), for what is compressed once and sent often.
enum Gzip {
  /// The bytes compressed as far as zlib can, the same ones every time; nil if zlib has no memory
  /// or there are 4 GiB and more.
  static func compress(_ bytes: [UInt8]) -> [UInt8]? {
    guard let count = UInt32(exactly: bytes.count) else { return nil }
    // zlib remembers where the structure lies: it must not move.
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    stream.initialize(to: z_stream())
    defer { stream.deallocate() }
    guard czlib_begin_gzip(stream, Z_BEST_COMPRESSION) == Z_OK else { return nil }
    defer { deflateEnd(stream) }
    let bound = Int(deflateBound(stream, UInt(count)))
    var input = bytes
    return input.withUnsafeMutableBufferPointer { input in
      var isDone = false
      let output = [UInt8](unsafeUninitializedCapacity: bound) { output, made in
        stream.pointee.next_in = input.baseAddress
        stream.pointee.avail_in = count
        stream.pointee.next_out = output.baseAddress
        stream.pointee.avail_out = UInt32(clamping: bound)
        isDone = deflate(stream, Z_FINISH) == Z_STREAM_END
        made = Int(stream.pointee.total_out)
      }
      return isDone ? output : nil
    }
  }
}
