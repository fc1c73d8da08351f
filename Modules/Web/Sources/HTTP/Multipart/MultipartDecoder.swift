/// Takes form data apart (`multipart/form-data`, RFC 7578 upon RFC 2046) as it arrives, in pieces
/// that may end anywhere. It holds no more than the head of one part.
///
/// ```swift
/// var decoder = MultipartDecoder(boundary: boundary, limits: MultipartLimits(totalBytes: 1 << 20))
/// while let piece = try await chunks.next() {
///   for event in try decoder.decode(piece) { … }
/// }
/// try decoder.finish()
/// ```
///
/// What two readers could take in two ways is refused: a line that begins like a boundary and goes
/// on otherwise, a bare line break in a head, a field that comes twice.
public struct MultipartDecoder: Sendable {
  /// What was found.
  public enum Event: Hashable, Sendable {
    /// A part begins.
    case part(MultipartPart)
    /// More of the content of the part that began last; never empty.
    case content([UInt8])
    /// The part is complete.
    case endOfPart
  }

  private enum State {
    /// Before the first boundary.
    case preamble
    /// Behind a boundary, on its line.
    case boundaryLine(BoundaryLine)
    case head
    case content
    /// Behind the last boundary.
    case epilogue
  }

  /// How far the line of a boundary was read.
  private enum BoundaryLine {
    case start
    /// One hyphen of the two that make it the last boundary.
    case hyphen
    case padding(isLast: Bool)
    case carriageReturn(isLast: Bool)
  }

  private let limits: MultipartLimits
  /// CR LF, two hyphens, the boundary. It holds one CR, at its beginning: where a match breaks
  /// off, no other can have begun but with the byte that broke it.
  private let delimiter: [UInt8]
  private var state = State.preamble
  /// How much of the delimiter was matched.
  private var matched = 2
  /// How much of that is no text, whatever follows: the line break at the end of a head, and the
  /// one that the beginning of a body counts as.
  private var borrowed = 2
  private var head = MultipartHead()
  /// The line of a head that is being read, without its LF.
  private var line: [UInt8] = []
  private var headBytes = 0
  private var parts = 0
  private var partBytes = 0
  private var totalBytes = 0
  private var surroundingBytes = 0
  private var paddingBytes = 0
  private var failure: MultipartError?

  /// A decoder for one body.
  public init(boundary: MultipartBoundary, limits: MultipartLimits) {
    self.limits = limits
    delimiter = [ASCII.carriageReturn, ASCII.lineFeed, 0x2D, 0x2D] + boundary.bytes
  }

  /// Takes the next piece of the body.
  ///
  /// - Returns: what it holds, in order.
  /// - Throws: why the body is refused; from then on always the same.
  public mutating func decode(_ bytes: [UInt8]) throws(MultipartError) -> [Event] {
    if let failure { throw failure }
    var events: [Event] = []
    do throws(MultipartError) {
      // What is within the limit is looked at first, so that the answer is the same however the
      // body was cut into pieces.
      let room = min(bytes.count, max(0, limits.totalBytes - totalBytes))
      totalBytes += room
      try decode(bytes[..<room], into: &events)
      if room < bytes.count { throw .bodyTooLarge }
    } catch {
      failure = error
      throw error
    }
    return events
  }

  /// Says that the body has ended.
  ///
  /// - Throws: `truncated` unless its last boundary was read; what `decode` threw before.
  public mutating func finish() throws(MultipartError) {
    if let failure { throw failure }
    switch state {
    case .epilogue, .boundaryLine(.padding(isLast: true)): return
    default:
      failure = .truncated
      throw .truncated
    }
  }

  private mutating func decode(
    _ bytes: ArraySlice<UInt8>, into events: inout [Event]
  ) throws(MultipartError) {
    var rest = bytes
    while let byte = rest.first {
      switch state {
      case .preamble:
        try skipPreamble(byte)
        rest.removeFirst()
      case .boundaryLine(let place):
        try readBoundaryLine(byte, place)
        rest.removeFirst()
      case .head:
        try readHead(byte, into: &events)
        rest.removeFirst()
      case .content:
        rest = try readContent(rest, into: &events)
      case .epilogue:
        try countSurrounding(rest.count)
        return
      }
    }
  }

  // MARK: Around the parts

  private mutating func skipPreamble(_ byte: UInt8) throws(MultipartError) {
    if let text = match(byte) { try countSurrounding(text.count + (matched == 0 ? 1 : 0)) }
    if matched == delimiter.count { enter(.boundaryLine(.start)) }
  }

  private mutating func countSurrounding(_ count: Int) throws(MultipartError) {
    surroundingBytes += count
    if surroundingBytes > limits.surroundingBytes { throw .surroundingsTooLong }
  }

  /// Matches one more byte of the delimiter.
  ///
  /// - Returns: `nil` if the byte fits; otherwise what had been matched and is text after all. The
  ///   byte itself is text too, unless it begins another match.
  private mutating func match(_ byte: UInt8) -> ArraySlice<UInt8>? {
    if byte == delimiter[matched] {
      matched += 1
      return nil
    }
    let text = delimiter[borrowed..<max(borrowed, matched)]
    borrowed = 0
    matched = byte == ASCII.carriageReturn ? 1 : 0
    return text
  }

  private mutating func enter(_ next: State) {
    state = next
    matched = 0
    borrowed = 0
    paddingBytes = 0
  }

  private mutating func readBoundaryLine(
    _ byte: UInt8, _ place: BoundaryLine
  ) throws(MultipartError) {
    switch (place, byte) {
    case (.start, 0x2D):
      state = .boundaryLine(.hyphen)
    case (.hyphen, 0x2D):
      state = .boundaryLine(.padding(isLast: true))
    case (.start, ASCII.space), (.start, ASCII.tab):
      try countPadding()
      state = .boundaryLine(.padding(isLast: false))
    case (.padding, ASCII.space), (.padding, ASCII.tab):
      try countPadding()
    case (.start, ASCII.carriageReturn):
      state = .boundaryLine(.carriageReturn(isLast: false))
    case (.padding(let isLast), ASCII.carriageReturn):
      state = .boundaryLine(.carriageReturn(isLast: isLast))
    case (.carriageReturn(isLast: true), ASCII.lineFeed):
      enter(.epilogue)
    case (.carriageReturn(isLast: false), ASCII.lineFeed):
      try beginPart()
    default:
      throw .malformedBoundary
    }
  }

  /// Blanks that a transport has put behind a boundary (RFC 2046, 5.1.1) are few.
  private mutating func countPadding() throws(MultipartError) {
    paddingBytes += 1
    if paddingBytes > limits.surroundingBytes { throw .surroundingsTooLong }
  }

  // MARK: Parts

  private mutating func beginPart() throws(MultipartError) {
    parts += 1
    if parts > limits.parts { throw .tooManyParts }
    head = MultipartHead()
    line.removeAll(keepingCapacity: true)
    headBytes = 0
    partBytes = 0
    enter(.head)
  }

  private mutating func readHead(
    _ byte: UInt8, into events: inout [Event]
  ) throws(MultipartError) {
    headBytes += 1
    if headBytes > min(limits.headerBytes, 65_535) { throw .headTooLarge }
    guard byte == ASCII.lineFeed else {
      if line.last == ASCII.carriageReturn { throw .malformedHead }
      line.append(byte)
      return
    }
    guard line.popLast() == ASCII.carriageReturn else { throw .malformedHead }
    guard line.isEmpty else {
      try head.take(line, limits: limits)
      line.removeAll(keepingCapacity: true)
      return
    }
    events.append(.part(try head.part()))
    enter(.content)
    // The line break that ends the head may begin a boundary: the content is empty then.
    matched = 2
    borrowed = 2
  }

  /// Reads content up to the end of the piece or of the part.
  ///
  /// - Returns: what is left of the piece.
  private mutating func readContent(
    _ bytes: ArraySlice<UInt8>, into events: inout [Event]
  ) throws(MultipartError) -> ArraySlice<UInt8> {
    var content: [UInt8] = []
    var index = bytes.startIndex
    while index < bytes.endIndex, matched < delimiter.count {
      if matched == 0 {
        let end = bytes[index...].firstIndex(of: ASCII.carriageReturn) ?? bytes.endIndex
        content.append(contentsOf: bytes[index..<end])
        index = end
        guard index < bytes.endIndex else { break }
      }
      let byte = bytes[index]
      if let text = match(byte) {
        content.append(contentsOf: text)
        if matched == 0 { content.append(byte) }
      }
      index += 1
    }
    partBytes += content.count
    if partBytes > limits.partBytes { throw .partTooLarge }
    if !content.isEmpty { events.append(.content(content)) }
    if matched == delimiter.count {
      events.append(.endOfPart)
      enter(.boundaryLine(.start))
    }
    return bytes[index...]
  }
}
