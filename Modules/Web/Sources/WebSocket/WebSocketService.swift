internal import EventLoop
public import HTTP
internal import Synchronization

/// A server's WebSockets: opens them out of requests, and knows them all.
public final class WebSocketService: Sendable {
  private let settings: WebSocketSettings
  private let loops = Mutex<[ObjectIdentifier: WebSocketLoop]>([:])

  /// A service without connections.
  public init(_ settings: WebSocketSettings = WebSocketSettings()) {
    self.settings = settings
  }

  /// The answer that opens a WebSocket.
  /// - Parameters:
  ///   - subprotocol: the one of the client's that is spoken.
  ///   - handler: what is behind it; made on the loop once the connection is open.
  public func accept(
    _ handshake: WebSocketHandshake, subprotocol: String? = nil,
    _ handler: @escaping @Sendable () -> any WebSocketHandler
  ) -> HTTPResponse {
    // Known before the client is: whoever asks for every connection from then on finds it.
    if let loop = EventLoop.current { _ = shared(of: loop) }
    var response = HTTPResponse(status: 101)
    response.headers.add("Upgrade", "websocket")
    response.headers.add("Sec-WebSocket-Accept", handshake.acceptKey)
    if let subprotocol { response.headers.add("Sec-WebSocket-Protocol", subprotocol) }
    let compression =
      settings.allowsCompression ? PermessageDeflate.agree(handshake.extensions) : nil
    if let compression {
      response.headers.add("Sec-WebSocket-Extensions", compression.response)
    }
    response.upgrade = HTTPUpgrade { socket in
      let connection = WebSocketConnection(
        socket, self.shared(of: socket.loop), compression: compression, handler: handler())
      connection.open()
      return connection
    }
    return response
  }

  /// Calls `body` with every connection that is open, on the connection's loop, soon.
  public func forEach(_ body: @escaping @Sendable (WebSocketConnection) -> Void) {
    for shared in loops.withLock({ Array($0.values) }) {
      shared.loop.execute {
        // A copy: what is done to one may close it.
        for connection in shared.connections { body(connection) }
      }
    }
  }

  /// Has every handler look at its connection soon; however often it is asked, at most once in a
  /// few milliseconds.
  public func lookSoon() {
    for shared in loops.withLock({ Array($0.values) }) {
      shared.loop.execute { shared.lookSoon() }
    }
  }

  private func shared(of loop: EventLoop) -> WebSocketLoop {
    loops.withLock { loops in
      if let shared = loops[ObjectIdentifier(loop)] { return shared }
      let shared = WebSocketLoop(loop: loop, settings: settings)
      loops[ObjectIdentifier(loop)] = shared
      return shared
    }
  }
}
