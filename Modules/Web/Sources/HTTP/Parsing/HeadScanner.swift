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
    _ bytes: UnsafeBufferPointer<UInt8>, limits: HeadLimits
  ) throws(HTTPFailure) -> Int? {
    // Before all else, so that the refusal does not depend on how much has come.
    if lines == 0 {
      try checkStart(bytes)
      try checkTarget(bytes, limits)
    }
    while let feed = Self.find(ASCII.lineFeed, in: bytes, from: scanned) {
      try checkLine(endingAt: feed, of: bytes, limits)
      let isEmpty = lineStart == feed - 1
      lineStart = feed + 1
      scanned = lineStart
      if isEmpty {
        if lines == 0 { throw .badRequestLine }
        return lineStart
      }
      lines += 1
      if lines - 1 > limits.maxFields { throw .headTooLarge }
    }
    scanned = bytes.count
    try checkTail(bytes, limits)
    return nil
  }

  /// No method begins otherwise; an empty line is refused when all of it is here.
  private func checkStart(_ bytes: UnsafeBufferPointer<UInt8>) throws(HTTPFailure) {
    guard let first = bytes.first else { return }
    guard Characters.token.contains(first) || first == ASCII.carriageReturn else {
      throw .badRequestLine
    }
  }

  /// A line ends in CR LF. Of two faults the one counts that is seen first when the bytes come one
  /// by one: a lone CR with the byte behind it, a head too large with the first byte too many.
  private func checkLine(
    endingAt feed: Int, of bytes: UnsafeBufferPointer<UInt8>, _ limits: HeadLimits
  ) throws(HTTPFailure) {
    let carriage = Self.find(ASCII.carriageReturn, in: bytes, from: lineStart) ?? feed
    guard carriage == feed - 1 else {
      throw min(carriage + 1, feed) > limits.headBytes ? .headTooLarge : .bareLineBreak
    }
    if feed >= limits.headBytes { throw .headTooLarge }
  }

  private func checkTail(
    _ bytes: UnsafeBufferPointer<UInt8>, _ limits: HeadLimits
  ) throws(HTTPFailure) {
    if let found = Self.find(ASCII.carriageReturn, in: bytes, from: lineStart),
      found != bytes.count - 1, found < limits.headBytes
    {
      throw .bareLineBreak
    }
    if bytes.count > limits.headBytes { throw .headTooLarge }
  }

  /// Before the head's own limit, which a long target passes as well.
  private func checkTarget(
    _ bytes: UnsafeBufferPointer<UInt8>, _ limits: HeadLimits
  ) throws(HTTPFailure) {
    var line = UnsafeBufferPointer(
      rebasing: bytes[..<(Self.find(ASCII.lineFeed, in: bytes, from: 0) ?? bytes.count)])
    if let end = Self.find(ASCII.carriageReturn, in: line, from: 0) {
      line = UnsafeBufferPointer(rebasing: line[..<end])
    }
    let space = Self.find(ASCII.space, in: line, from: 0)
    try checkMethod(line, length: space ?? line.count)
    guard let space else { return }
    let end = Self.find(ASCII.space, in: line, from: space + 1) ?? line.count
    if end - space - 1 > limits.maxTarget { throw .targetTooLong }
  }

  /// A method that is longer than any is known to be unknown before it ends (RFC 9112, 3).
  private func checkMethod(
    _ line: UnsafeBufferPointer<UInt8>, length: Int
  ) throws(HTTPFailure) {
    guard length > Self.longestMethod else { return }
    let token = Characters.token
    if line[...Self.longestMethod].allSatisfy({ token.contains($0) }) { throw .unknownMethod }
  }

  /// The longest that is registered has 17 octets.
  private static var longestMethod: Int { 32 }

  private static func find(
    _ byte: UInt8, in bytes: UnsafeBufferPointer<UInt8>, from start: Int
  ) -> Int? {
    guard start < bytes.count, let base = bytes.baseAddress,
      let found = memchr(base + start, Int32(byte), bytes.count - start)
    else { return nil }
    return UnsafeRawPointer(found) - UnsafeRawPointer(base)
  }
}
