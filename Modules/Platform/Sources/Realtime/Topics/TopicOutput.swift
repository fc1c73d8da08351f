internal import Kernel

/// Where the messages of a session go: a socket, or a stream of server-sent events. It belongs to
/// one loop.
protocol TopicOutput: AnyObject, Sendable {
  /// The caller; nil once their session has ended.
  var caller: Principal? { get }

  /// Sends a message, or closes if the reader is too far behind.
  func send(_ message: TopicMessage)

  /// Whether so much waits to be read that a history is read no further for now.
  var isBehind: Bool { get }

  /// Returns once the reader has caught up, or is gone.
  func caughtUp() async

  /// Ends, because it cannot be found out now what the caller may follow.
  func giveUp()
}
