/// What one path's sockets are for, beyond what all have in common. Called on the socket's loop,
/// and only for sockets whose user is known.
public struct SocketEndpoint: Sendable {
  /// A user's socket is open.
  public let opened: @Sendable (SocketSession) -> Void
  /// A message has come that is none of those that all sockets know; false for an unknown type.
  /// Its `type` may be switched upon. Of its other texts what has to be one of a few is compared
  /// by its octets (`utf8.elementsEqual`), as it may be made to be dear to compare otherwise.
  public let received: @Sendable (SocketMessage, SocketSession) -> Bool

  /// An endpoint; by default one that says nothing and takes nothing.
  public init(
    opened: @escaping @Sendable (SocketSession) -> Void = { _ in },
    received: @escaping @Sendable (SocketMessage, SocketSession) -> Bool = { _, _ in false }
  ) {
    self.opened = opened
    self.received = received
  }
}
