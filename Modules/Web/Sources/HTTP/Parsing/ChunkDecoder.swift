/// Reads a chunked body (RFC 9112, 7.1) from bytes that may stop anywhere. Extensions are checked
/// and ignored, trailers are checked and dropped.
struct ChunkDecoder {
  private enum State {
    case size
    case content(left: Int)
    case contentEnd
    case trailers
    case done
  }

  private var state = State.size
  /// The line that is being read, without its LF.
  private var line: [UInt8] = []
  private var trailerBytes = 0
  private var trailerFields = 0
  /// Octets of size lines that the content does not account for.
  private var overhead = 0
  private let lineLimit: Int
  private let fieldLimit: Int

  init(limits: HeadLimits) {
    // Places in a line are kept in 16 bits.
    lineLimit = limits.chunkLineBytes
    fieldLimit = limits.maxFields
  }

  /// Whether the last trailer line was read.
  var isDone: Bool {
    if case .done = state { return true }
    return false
  }

  /// Octets of content that a size line has announced and that have not come.
  var announced: Int {
    if case .content(let left) = state { return left }
    return 0
  }

  /// Reads from `input`, adding content to `output` until that holds `room` bytes.
  /// - Returns: how many bytes of `input` were used.
  mutating func decode(
    _ input: UnsafeBufferPointer<UInt8>, into output: inout [UInt8], room: Int
  ) throws(HTTPFailure) -> Int {
    var used = 0
    while used < input.count {
      switch state {
      case .done:
        return used
      case .content(let left):
        let count = min(left, input.count - used, room - output.count)
        if count <= 0 { return used }
        output.append(contentsOf: UnsafeBufferPointer(rebasing: input[used..<used + count]))
        used += count
        state = left == count ? .contentEnd : .content(left: left - count)
      case .size, .contentEnd, .trailers:
        try take(input[used])
        used += 1
      }
    }
    return used
  }

  private mutating func take(_ byte: UInt8) throws(HTTPFailure) {
    if byte == ASCII.lineFeed {
      guard line.last == ASCII.carriageReturn else { throw .bareLineBreak }
      line.removeLast()
      try finishLine()
      line.removeAll(keepingCapacity: true)
      return
    }
    if line.last == ASCII.carriageReturn { throw .bareLineBreak }
    line.append(byte)
    switch state {
    case .contentEnd where byte != ASCII.carriageReturn: throw .badChunk
    case .trailers where trailerBytes + line.count > lineLimit: throw .headTooLarge
    case .size where line.count > lineLimit: throw .badChunk
    case .size where line.count == 1 && Characters.hexValue(byte) == nil: throw .badChunk
    default: break
    }
  }

  private mutating func finishLine() throws(HTTPFailure) {
    switch state {
    case .size:
      let size = try ChunkSizeLine.parse(line)
      try countOverhead(of: size)
      state = size == 0 ? .trailers : .content(left: size)
    case .contentEnd:
      state = .size
    case .trailers:
      try finishTrailer()
    case .content, .done:
      break
    }
  }

  /// Refuses a body that is mostly extensions: with 8 KiB of them before each octet of content, a
  /// client within all limits could have gigabytes read for a megabyte.
  private mutating func countOverhead(of size: Int) throws(HTTPFailure) {
    // Every line is forgiven 16 octets, and two for each octet of its content.
    overhead = max(0, overhead + line.count - 16 - 2 * size)
    if overhead > 2 * lineLimit { throw .badChunk }
  }

  private mutating func finishTrailer() throws(HTTPFailure) {
    if line.isEmpty {
      state = .done
      line = []
      return
    }
    trailerBytes += line.count + 2
    trailerFields += 1
    if trailerFields > fieldLimit || trailerBytes > lineLimit { throw .headTooLarge }
    let field: RequestHead.Field
    do {
      field = try FieldLine.parse(line, 0..<line.count)
    } catch {
      throw .badTrailer
    }
    if TrailerFields.isForbidden(line, field.nameRange) { throw .badTrailer }
  }
}

/// `chunk-size [ chunk-ext ]` (RFC 9112, 7.1.1).
enum ChunkSizeLine {
  /// The size on a line without its line break.
  static func parse(_ line: [UInt8]) throws(HTTPFailure) -> Int {
    var size = 0
    var i = 0
    while i < line.count, let digit = Characters.hexValue(line[i]) {
      // 2^59 and more is no size of anything.
      if size >> 55 != 0 { throw .badChunk }
      size = size << 4 | Int(digit)
      i += 1
    }
    guard i > 0, isExtensions(line, from: i) else { throw .badChunk }
    return size
  }

  /// `*( BWS ";" BWS name [ BWS "=" BWS ( token / quoted-string ) ] )`
  private static func isExtensions(_ line: [UInt8], from start: Int) -> Bool {
    var i = start
    while i < line.count {
      i = skipBlanks(line, i)
      guard i < line.count, line[i] == ASCII.semicolon else { return false }
      i = skipBlanks(line, i + 1)
      guard let name = skipToken(line, i) else { return false }
      let equals = skipBlanks(line, name)
      guard equals < line.count, line[equals] == ASCII.equals else {
        i = name
        continue
      }
      let value = skipBlanks(line, equals + 1)
      guard let end = skipQuoted(line, value) ?? skipToken(line, value) else { return false }
      i = end
    }
    return true
  }

  private static func skipBlanks(_ line: [UInt8], _ start: Int) -> Int {
    var i = start
    while i < line.count, FieldLine.isBlank(line[i]) { i += 1 }
    return i
  }

  private static func skipToken(_ line: [UInt8], _ start: Int) -> Int? {
    var i = start
    while i < line.count, Characters.token.contains(line[i]) { i += 1 }
    return i > start ? i : nil
  }

  private static func skipQuoted(_ line: [UInt8], _ start: Int) -> Int? {
    guard start < line.count, line[start] == ASCII.quote else { return nil }
    var i = start + 1
    while i < line.count, Characters.isFieldContent(line[i]) {
      if line[i] == ASCII.quote { return i + 1 }
      if line[i] == ASCII.backslash {
        i += 1
        guard i < line.count, Characters.isFieldContent(line[i]) else { return nil }
      }
      i += 1
    }
    return nil
  }
}

/// Fields that frame, route, authenticate or describe the message and therefore come too late in
/// a trailer (RFC 9110, 6.5.1).
enum TrailerFields {
  private static let forbidden: [StaticString] = [
    "transfer-encoding", "content-length", "host", "content-encoding", "content-type",
    "content-range", "content-location", "trailer", "connection", "keep-alive", "te", "upgrade",
    "proxy-connection", "proxy-authorization", "proxy-authenticate", "authorization",
    "www-authenticate", "cookie", "set-cookie", "expect", "max-forwards", "range", "if-match",
    "if-none-match", "if-modified-since", "if-unmodified-since", "if-range", "cache-control",
    "pragma", "age", "date", "expires", "location", "retry-after", "vary", "warning", "origin",
    "forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "idempotency-key",
  ]

  static func isForbidden(_ bytes: [UInt8], _ name: Range<Int>) -> Bool {
    forbidden.contains { FieldLine.matches(bytes, name, $0) }
  }
}
