internal import Glibc

/// Finds the end of a head in bytes that may stop anywhere, line by line, and refuses early what
/// no more bytes could mend: a client that waits must not wait for the timeout.
struct HeadScanner {
  private var scanned = 0
  private var lineStart = 0
  private var lines = 0

  /// Looks at all of the head that is there so far.
  /// - Returns: how many bytes the head has, empty line included; `nil` if the end is not here.
  mutating func scan(
    _ bytes: UnsafeBufferPointer<UInt8>, limits: HTTPServerConfiguration
  ) throws(HTTPFailure) -> Int? {
    while let feed = Self.find(ASCII.lineFeed, in: bytes, from: scanned) {
      guard feed > 0, Self.find(ASCII.carriageReturn, in: bytes, from: lineStart) == feed - 1 else {
        throw .bareLineBreak
      }
      let isEmpty = lineStart == feed - 1
      lineStart = feed + 1
      scanned = lineStart
      if isEmpty {
        if lines == 0 { throw .badRequestLine }
        if lineStart > Self.limit(limits) { throw .headTooLarge }
        return lineStart
      }
      if lines == 0 { try checkTarget(bytes, limits) }
      lines += 1
      if lines - 1 > limits.maxFields { throw .headTooLarge }
    }
    scanned = bytes.count
    try checkTail(bytes, limits)
    return nil
  }

  private func checkTail(
    _ bytes: UnsafeBufferPointer<UInt8>, _ limits: HTTPServerConfiguration
  ) throws(HTTPFailure) {
    if let found = Self.find(ASCII.carriageReturn, in: bytes, from: lineStart),
      found != bytes.count - 1
    {
      throw .bareLineBreak
    }
    if lines == 0, let first = bytes.first {
      guard Characters.token.contains(first) || first == ASCII.carriageReturn else {
        throw .badRequestLine
      }
      try checkTarget(bytes, limits)
    }
    if bytes.count > Self.limit(limits) { throw .headTooLarge }
  }

  /// Places in a head are kept in 16 bits, whatever is configured.
  private static func limit(_ limits: HTTPServerConfiguration) -> Int {
    min(limits.headBytes, 65_535)
  }

  /// Before the head's own limit, which a long target passes as well.
  private func checkTarget(
    _ bytes: UnsafeBufferPointer<UInt8>, _ limits: HTTPServerConfiguration
  ) throws(HTTPFailure) {
    let line = UnsafeBufferPointer(
      rebasing: bytes[..<(Self.find(ASCII.carriageReturn, in: bytes, from: 0) ?? bytes.count)])
    guard let space = Self.find(ASCII.space, in: line, from: 0) else { return }
    let end = Self.find(ASCII.space, in: line, from: space + 1) ?? line.count
    if end - space - 1 > limits.maxTarget { throw .targetTooLong }
  }

  private static func find(
    _ byte: UInt8, in bytes: UnsafeBufferPointer<UInt8>, from start: Int
  ) -> Int? {
    guard start < bytes.count, let base = bytes.baseAddress,
      let found = memchr(base + start, Int32(byte), bytes.count - start)
    else { return nil }
    return UnsafeRawPointer(found) - UnsafeRawPointer(base)
  }
}
