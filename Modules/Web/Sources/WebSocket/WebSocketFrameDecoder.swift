/// Makes messages out of the octets of a WebSocket (RFC 6455, 5). It knows nothing of sockets:
/// octets go in as they come, in pieces of any size, and events come out; what the peer did wrong
/// is thrown with the first octet that shows it.
///
/// What is held is bounded: the message under way, at most `messageLimit` octets, and a control
/// frame's 125.
public struct WebSocketFrameDecoder {
  /// What came.
  public enum Event: Hashable, Sendable {
    /// A whole text message; it is UTF-8.
    case text([UInt8])
    /// A whole binary message.
    case binary([UInt8])
    /// A question whether somebody is here, to be answered by a Pong with the same octets.
    case ping([UInt8])
    /// The answer to one, or one that nobody asked for.
    case pong([UInt8])
    /// The peer says that it sends nothing more; `nil` without a code. The reason is UTF-8.
    case close(WebSocketCloseCode?, reason: [UInt8])
  }

  /// What is taken.
  public struct Settings: Hashable, Sendable {
    /// Octets of a message, after decompression and over all its fragments.
    public var messageLimit = 65_536
    /// Whether binary messages are taken; otherwise they fail with their first octet.
    public var acceptsBinary = false
    /// Whether the peer is a client, whose frames are masked.
    public var expectsMask = true

    /// Text of up to 64 KiB from a client.
    public init() {}
  }

  fileprivate struct Message {
    let isText: Bool
    let isCompressed: Bool
    var text = UTF8Validator()
    var payload: [UInt8] = []
  }

  private let settings: Settings
  private let inflater: WebSocketInflater?
  private var header = FrameHeader()
  /// Octets of the frame's payload that were taken.
  private var taken: UInt64 = 0
  private var message: Message?
  private var control: [UInt8] = []
  /// Whether a Close frame came: whatever follows it is dropped.
  public private(set) var isClosed = false

  /// A decoder that has seen nothing.
  /// - Parameter inflater: decompresses messages where permessage-deflate was agreed on, without
  ///   context takeover; it may serve many decoders of one thread.
  public init(_ settings: Settings = Settings(), inflater: WebSocketInflater? = nil) {
    self.settings = settings
    self.inflater = inflater
  }

  /// Whether a message has begun and not ended.
  public var isWithinMessage: Bool { message != nil }

  /// Octets that are held of what has not come whole.
  public var heldOctets: Int { (message?.payload.count ?? 0) + control.count }

  /// The next event of the octets from `offset` on, which is moved behind what was used; `nil`
  /// once all were used and more are needed.
  /// - Throws: what the peer did wrong; the decoder is of no use afterwards.
  public mutating func next(
    _ bytes: UnsafeBufferPointer<UInt8>, from offset: inout Int
  ) throws(WebSocketFailure) -> Event? {
    while !isClosed {
      while !header.isWhole {
        guard offset < bytes.count else { return nil }
        try header.take(bytes[offset], expectsMask: settings.expectsMask)
        offset += 1
        try checkHeader()
      }
      try takePayload(bytes, from: &offset)
      guard taken == header.length else { return nil }
      let ended = header
      header = FrameHeader()
      taken = 0
      if let event = try event(endedBy: ended) { return event }
    }
    offset = bytes.count
    return nil
  }

  // MARK: Heads

  /// Judges what is known of the head so far.
  private mutating func checkHeader() throws(WebSocketFailure) {
    switch header.opcode {
    case .text, .binary:
      guard message == nil else { throw .interruptedMessage }
      if header.isCompressed, inflater == nil { throw .reservedBits }
      if header.opcode == .binary, !settings.acceptsBinary { throw .binaryMessage }
    case .continuation:
      guard message != nil else { throw .unexpectedContinuation }
      // The bit belongs to the first frame of a message (RFC 7692, 6.1).
      if header.isCompressed { throw .reservedBits }
    case .close, .ping, .pong:
      return
    }
    guard header.hasLength else { return }
    let isCompressed = message?.isCompressed ?? header.isCompressed
    guard header.length <= UInt64(room(isCompressed: isCompressed)) else { throw .messageTooBig }
    if header.isWhole, message == nil {
      message = Message(isText: header.opcode == .text, isCompressed: isCompressed)
    }
  }

  /// Octets that the message under way may still get. What cannot be compressed grows a little.
  private func room(isCompressed: Bool) -> Int {
    let limit = settings.messageLimit
    return (isCompressed ? limit + limit / 8 + 64 : limit) - (message?.payload.count ?? 0)
  }

  // MARK: Payloads

  private mutating func takePayload(
    _ bytes: UnsafeBufferPointer<UInt8>, from offset: inout Int
  ) throws(WebSocketFailure) {
    let count = Int(min(UInt64(bytes.count - offset), header.length - taken))
    guard count > 0 else { return }
    let part = UnsafeBufferPointer(rebasing: bytes[offset..<offset + count])
    offset += count
    defer { taken += UInt64(count) }
    guard !header.opcode.isControl, message != nil else {
      Masking.append(part, to: &control, mask: header.mask, phase: taken)
      return
    }
    try message?.take(part, mask: header.mask, phase: taken)
  }

  private mutating func event(endedBy frame: FrameHeader) throws(WebSocketFailure) -> Event? {
    guard frame.opcode.isControl else {
      guard frame.isFinal, let whole = message else { return nil }
      message = nil
      return try event(of: whole)
    }
    let payload = control
    control = []
    switch frame.opcode {
    case .ping: return .ping(payload)
    case .pong: return .pong(payload)
    default:
      isClosed = true
      message = nil
      return try Self.close(payload)
    }
  }

  private func event(of message: Message) throws(WebSocketFailure) -> Event {
    guard message.isCompressed, let inflater else {
      guard message.text.isComplete else { throw .invalidUTF8 }
      return message.isText ? .text(message.payload) : .binary(message.payload)
    }
    let payload = try inflater.inflate(message.payload, limit: settings.messageLimit)
    guard message.isText else { return .binary(payload) }
    guard UTF8Validator.isText(payload) else { throw .invalidUTF8 }
    return .text(payload)
  }

  private static func close(_ payload: [UInt8]) throws(WebSocketFailure) -> Event {
    if payload.isEmpty { return .close(nil, reason: []) }
    guard payload.count >= 2 else { throw .malformedClose }
    let code = WebSocketCloseCode(rawValue: UInt16(payload[0]) << 8 | UInt16(payload[1]))
    guard code.mayBeReceived else { throw .malformedClose }
    let reason = Array(payload[2...])
    guard UTF8Validator.isText(reason) else { throw .invalidUTF8 }
    return .close(code, reason: reason)
  }
}

extension WebSocketFrameDecoder.Message {
  /// Takes octets of a frame; text is checked as it comes.
  fileprivate mutating func take(
    _ bytes: UnsafeBufferPointer<UInt8>, mask: UInt32, phase: UInt64
  ) throws(WebSocketFailure) {
    let start = payload.count
    Masking.append(bytes, to: &payload, mask: mask, phase: phase)
    guard isText, !isCompressed else { return }
    var validator = text
    let isValid = payload.withUnsafeBufferPointer {
      validator.accept(UnsafeBufferPointer(rebasing: $0[start...]))
    }
    guard isValid else { throw .invalidUTF8 }
    text = validator
  }
}
