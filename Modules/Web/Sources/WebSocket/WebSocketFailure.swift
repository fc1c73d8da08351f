/// What a peer did wrong; the connection fails with the code that says so (RFC 6455, 7.1.7).
public enum WebSocketFailure: Error, Hashable, Sendable, CaseIterable {
  /// A reserved bit without an extension that gives it a meaning, or on a frame that cannot
  /// have it (RFC 6455, 5.2; RFC 7692, 6).
  case reservedBits
  /// An opcode that nothing defines.
  case reservedOpcode
  /// A frame from a client without a mask, or one from a server with it (RFC 6455, 5.1).
  case wrongMasking
  /// A control frame of more than 125 octets, or a part of one (RFC 6455, 5.5).
  case malformedControl
  /// A continuation of nothing.
  case unexpectedContinuation
  /// A message within another one that has not ended.
  case interruptedMessage
  /// A length in more octets than it needs, or one of 2^63 and more (RFC 6455, 5.2).
  case malformedLength
  /// A Close frame with one octet, or with a code that may not be sent (RFC 6455, 7.4).
  case malformedClose
  /// Text, or the reason of a Close frame, that is not UTF-8 (RFC 6455, 8.1).
  case invalidUTF8
  /// A compressed message that is not DEFLATE (RFC 7692, 7.2.2).
  case invalidCompression
  /// A message over the limit, after decompression.
  case messageTooBig
  /// A message that did not come whole in time.
  case messageTimedOut
  /// A binary message where only text is taken.
  case binaryMessage

  /// The code to close with.
  public var closeCode: WebSocketCloseCode {
    switch self {
    case .reservedBits, .reservedOpcode, .wrongMasking, .malformedControl,
      .unexpectedContinuation, .interruptedMessage, .malformedLength, .malformedClose:
      .protocolError
    case .invalidUTF8, .invalidCompression: .invalidPayload
    case .messageTooBig: .tooBig
    case .messageTimedOut: .policyViolation
    case .binaryMessage: .unsupported
    }
  }

  /// What the peer is told; at most 123 octets.
  public var reason: String {
    switch self {
    case .reservedBits: "a reserved bit is set"
    case .reservedOpcode: "the opcode is reserved"
    case .wrongMasking: "the frame is not masked as it must be"
    case .malformedControl: "a control frame is whole and has at most 125 octets"
    case .unexpectedContinuation: "there is no message to continue"
    case .interruptedMessage: "the message before has not ended"
    case .malformedLength: "the length is not minimal"
    case .malformedClose: "the close frame is malformed"
    case .invalidUTF8: "the text is not UTF-8"
    case .invalidCompression: "the message cannot be decompressed"
    case .messageTooBig: "the message is too big"
    case .messageTimedOut: "the message took too long"
    case .binaryMessage: "messages are text"
    }
  }
}
