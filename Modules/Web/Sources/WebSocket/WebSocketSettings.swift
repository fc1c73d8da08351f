public import HTTP

/// The limits and times of WebSockets. The defaults are the contract.
public struct WebSocketSettings: Sendable {
  /// Octets of a message, after decompression and over all its fragments. Past it 1009.
  public var messageLimit = 65_536
  /// Whether binary messages are taken. Otherwise 1003.
  public var acceptsBinary = false
  /// Whether messages are compressed for clients that offer it.
  public var allowsCompression = true
  /// Octets from which on a message is compressed: short ones would hardly get shorter.
  public var compressionThreshold = 512
  /// How often a peer is asked whether it is there.
  public var pingInterval: Duration = .seconds(30)
  /// How long the peer may take to answer that. Past it the connection is cut.
  public var pongTimeout: Duration = .seconds(20)
  /// How long the peer may take to answer a Close frame, and then to close.
  public var closeTimeout: Duration = .seconds(5)
  /// How long something may wait for a peer that takes less than 10,000 octets in that time. Past
  /// it the connection is cut.
  public var sendTimeout: Duration = .seconds(20)
  /// Octets that may wait for a peer that reads slowly. Past it the connection is cut.
  public var sendBuffer = 262_144
  /// How long a message may take from its first frame to its last. Past it 1008.
  public var messageTimeout: Duration = .seconds(60)
  /// What all connections may hold together of messages that have not come whole and of what waits
  /// for their peers. Who holds too much of it is cut. Without one nothing is counted.
  public var memory: MemoryBudget?

  /// The defaults.
  public init() {}
}

/// The configured times in nanoseconds.
struct WebSocketTimes {
  let ping: Int64
  let pong: Int64
  let close: Int64
  let send: Int64
  let message: Int64

  init(_ settings: WebSocketSettings) {
    ping = settings.pingInterval.wholeNanoseconds
    pong = settings.pongTimeout.wholeNanoseconds
    close = settings.closeTimeout.wholeNanoseconds
    send = settings.sendTimeout.wholeNanoseconds
    message = settings.messageTimeout.wholeNanoseconds
  }

  /// How often to look: often enough that nothing lasts an eighth longer than it may.
  var sweepInterval: Duration {
    .nanoseconds(max(5_000_000, min(500_000_000, min(ping, pong, close, send, message) / 8)))
  }
}

extension Duration {
  fileprivate var wholeNanoseconds: Int64 {
    let (seconds, attoseconds) = components
    return Int64(clamping: seconds) &* 1_000_000_000 &+ attoseconds / 1_000_000_000
  }
}
