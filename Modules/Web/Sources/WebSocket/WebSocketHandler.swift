/// What is behind a WebSocket. Everything is called on the loop of the connection.
public protocol WebSocketHandler: AnyObject, Sendable {
  /// The connection is open; it keeps the handler until it is closed.
  func opened(_ connection: WebSocketConnection)

  /// A whole text message; it is UTF-8.
  func received(text: [UInt8], on connection: WebSocketConnection)

  /// A whole binary message, where the settings take them.
  func received(binary: [UInt8], on connection: WebSocketConnection)

  /// Some time has passed: called a few times a second at most, for deadlines.
  func looked(at connection: WebSocketConnection)

  /// The peer has read all that waited for it.
  func drained(_ connection: WebSocketConnection)

  /// No message will come or go any more; the connection may still say so to its peer.
  func closed(_ connection: WebSocketConnection)
}

extension WebSocketHandler {
  /// Nothing: where the settings take no binary messages, none arrives.
  public func received(binary: [UInt8], on connection: WebSocketConnection) {}
  /// Nothing.
  public func drained(_ connection: WebSocketConnection) {}
  /// Nothing.
  public func looked(at connection: WebSocketConnection) {}
}
