public import EventLoop

/// Hands a connection to another protocol once the head of the 101 answer is sent.
public struct HTTPUpgrade: Sendable {
  let take: @Sendable (HTTPUpgradedSocket) -> any UpgradedConnection

  /// - Parameter take: called on the loop of the connection; from then on the socket is the
  ///   caller's, to register, to read, and to end by `HTTPUpgradedSocket.close()`. What it
  ///   returns is told of the server's end; at once, if the server is draining already.
  public init(_ take: @escaping @Sendable (HTTPUpgradedSocket) -> any UpgradedConnection) {
    self.take = take
  }
}

/// A connection that speaks another protocol than HTTP. The server counts it among its
/// connections, and a drain waits for it as for them. Called on its loop.
public protocol UpgradedConnection: AnyObject, Sendable {
  /// The server ends: take leave, and close soon.
  func drain()

  /// The time for leave-taking is over: close now.
  func cut()
}

/// A socket that speaks HTTP no more.
public struct HTTPUpgradedSocket: Sendable {
  /// Non-blocking, and registered with no loop.
  public let descriptor: Int32
  /// Where it has lived so far.
  public let loop: EventLoop
  /// What the client sent behind its request.
  public let received: [UInt8]
  /// The address of the client without its port.
  public let remoteAddress: String

  let end: @Sendable () -> Void

  /// Closes the socket and gives its place among the server's connections back. To be called
  /// exactly once, on the loop, after the socket was deregistered.
  public func close() { end() }
}
