/// Why a WebSocket ends, as a Close frame says it (RFC 6455, 7.4).
public struct WebSocketCloseCode: RawRepresentable, Hashable, Sendable {
  /// The number on the wire.
  public let rawValue: UInt16

  /// The code of that number.
  public init(rawValue: UInt16) {
    self.rawValue = rawValue
  }

  /// 1000: nothing is left to be said.
  public static let normal = WebSocketCloseCode(rawValue: 1000)
  /// 1001: the server ends, or the page was left.
  public static let goingAway = WebSocketCloseCode(rawValue: 1001)
  /// 1002: what came breaks the protocol.
  public static let protocolError = WebSocketCloseCode(rawValue: 1002)
  /// 1003: a kind of message that the endpoint does not take.
  public static let unsupported = WebSocketCloseCode(rawValue: 1003)
  /// 1007: the message is not what its type says, such as text that is not UTF-8.
  public static let invalidPayload = WebSocketCloseCode(rawValue: 1007)
  /// 1008: what came breaks a rule of the server that no other code stands for.
  public static let policyViolation = WebSocketCloseCode(rawValue: 1008)
  /// 1009: the message is over the limit.
  public static let tooBig = WebSocketCloseCode(rawValue: 1009)
  /// 1011: the server failed.
  public static let internalError = WebSocketCloseCode(rawValue: 1011)

  /// Whether a peer may send it: those that RFC 6455 defines for the wire and its registry holds
  /// up to 1011, and those that are left to libraries (3000–3999) and applications (4000–4999).
  var mayBeReceived: Bool {
    switch rawValue {
    case 1000...1003, 1007...1011, 3000...4999: true
    default: false
    }
  }
}
