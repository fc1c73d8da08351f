public import Kernel

/// What the sockets of one path do beyond what all sockets do. Called on the socket's loop, and
/// only for authenticated sockets.
public struct SocketEndpoint: Sendable {
  /// A user's socket was opened.
  public let opened: @Sendable (SocketSession) -> Void
  /// Handles a message whose type is not one that all sockets know; returns false for an unknown
  /// type. The `type` is safe to switch over. Compare other texts of the message as octets
  /// (`utf8.elementsEqual`): a hostile text can be expensive to compare otherwise.
  public let received: @Sendable (SocketMessage, SocketSession) -> Bool

  /// The topics that a caller follows without asking; they begin where the handshake is answered.
  public let usualTopics: @Sendable (Principal) async throws -> [String]

  /// An endpoint; by default one that sends nothing and knows no message.
  public init(
    opened: @escaping @Sendable (SocketSession) -> Void = { _ in },
    received: @escaping @Sendable (SocketMessage, SocketSession) -> Bool = { _, _ in false },
    usualTopics: @escaping @Sendable (Principal) async throws -> [String] = { _ in [] }
  ) {
    self.opened = opened
    self.received = received
    self.usualTopics = usualTopics
  }
}
