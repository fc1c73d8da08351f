/// An answer. The server adds `Date`, the framing fields and `Connection`; what the headers say
/// of those is not sent.
public struct HTTPResponse: Sendable {
  /// What follows the head.
  public enum Body: Sendable {
    /// Nothing: `Content-Length: 0` where a length belongs.
    case none
    /// All of it.
    case bytes([UInt8])
    /// Written piece by piece. Chunked, unless the headers give a `Content-Length`, which the
    /// pieces must then add up to; to an HTTP/1.0 client the end of the connection ends it. An
    /// error thrown cuts the connection, so that nobody takes a part for the whole.
    case stream(@Sendable (HTTPBodyWriter) async throws -> Void)
  }

  /// The status code, 200 to 599 (101 with an upgrade).
  public var status: Int
  /// The header fields.
  public var headers: HTTPHeaders
  /// The body. Not sent for `HEAD`, 204 and 304.
  public var body: Body
  /// Whether the connection ends after this answer.
  public var closesConnection: Bool
  /// Whether the octets of the body are kept anyway, so that a client that reads them slowly costs
  /// no memory.
  public var sharesBody = false
  /// Takes the connection over for another protocol: with it the status is 101, the headers must
  /// hold `Upgrade`, and the server adds `Connection: Upgrade`. Not honoured for HTTP/1.0 or
  /// before the request's body has arrived.
  public var upgrade: HTTPUpgrade?

  /// Makes an answer.
  public init(
    status: Int = 200, headers: HTTPHeaders = HTTPHeaders(), body: Body = .none,
    closesConnection: Bool = false
  ) {
    self.status = status
    self.headers = headers
    self.body = body
    self.closesConnection = closesConnection
  }
}
