/// The limits and times of a server. The defaults are the contract; each is configuration.
public struct HTTPServerConfiguration: Sendable {
  /// A numeric IPv4 or IPv6 address, or a name that resolves to one.
  public var host: String
  /// The port; 0 takes a free one.
  public var port: Int
  /// Connections at once, over all loops. Past it one that is idle is closed for a new one; where
  /// none is, the new one is answered 503 and closed.
  public var maxConnections = 10_000
  /// Connections beyond those that are told that there are too many. Further ones are closed.
  public var maxRefusals = 256
  /// How long a connection must have waited for a request, or for the rest of its head, before it
  /// may be closed for a new one.
  public var reclaimAfter: Duration = .milliseconds(50)
  /// Octets that heads and bodies of requests under way may hold together. Past it 503.
  public var requestMemory = 64 << 20
  /// Octets that answers may hold together while their clients read slowly. Past it a long answer
  /// that the client's socket cannot take at once is refused with 503, and the client for whom too
  /// much waits already is cut off.
  public var answerMemory = 256 << 20
  /// Told each time when there is no room for something. Called on the loops, so it must not wait.
  public var onOverload: @Sendable (HTTPOverload) -> Void = { _ in }
  /// Octets of a request head, first line to empty line. Past it 431. At most 65,535.
  public var headBytes = 32_768
  /// Field lines of a head. Past it 431.
  public var maxFields = 100
  /// Octets of a request target. Past it 414.
  public var maxTarget = 8_000
  /// Octets of one chunk-size line, and of all trailers together.
  public var chunkLineBytes = 8_192
  /// From a head's first octet to its last. Past it 408.
  public var headerTimeout: Duration = .seconds(10)
  /// How long a body may stand still while it is wanted. Past it 408.
  public var bodyTimeout: Duration = .seconds(20)
  /// A body, and a client's reading of an answer, may be slow for so long in all.
  public var slowGrace: Duration = .seconds(10)
  /// Octets a second, on average, that a body must bring after `slowGrace`.
  public var slowestBody = 500
  /// How long a connection is kept without a request.
  public var idleTimeout: Duration = .seconds(60)
  /// How long an answer may wait for a client that reads nothing. Past it the connection is cut.
  public var sendTimeout: Duration = .seconds(20)
  /// Octets of a streamed answer that may wait for the client before the stream is made to wait.
  public var sendBuffer = 65_536
  /// Requests on one connection; `nil` for no bound.
  public var requestsPerConnection: Int?
  /// Octets that `HTTPRequestBody.collect()` takes unless told otherwise.
  public var defaultBodyLimit = 1 << 20
  /// After its last answer a connection is half-closed and read for so long, so that the client
  /// can read the answer before a reset destroys it.
  public var lingerTimeout: Duration = .seconds(5)
  /// Octets that are read and dropped meanwhile.
  public var lingerBytes = 64 << 20
  /// After `drain()` begins, new requests are still answered for so long.
  public var drainGrace: Duration = .seconds(2)
  /// After so long in all, `drain()` cuts what is left; the process is to be gone within 10 s.
  public var drainLimit: Duration = .milliseconds(9_500)
  /// The proxies whose word is taken on where a request came from.
  public var trustedProxies = TrustedProxies()
  /// Connections that the kernel may hold for us to accept.
  public var backlog = 4_096

  /// The defaults on the given address.
  public init(host: String = "127.0.0.1", port: Int = 8080) {
    self.host = host
    self.port = port
  }
}
