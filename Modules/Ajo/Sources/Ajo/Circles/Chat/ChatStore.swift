public import Kernel

/// Where the messages of circles are kept. What it promises is in the contract suite.
public protocol ChatStore: Sendable {
  /// Up to `limit` messages of a circle with numbers below `number`, the newest first.
  func messages(
    of circle: Circle.ID, before number: Int64, limit: Int
  ) async throws -> [ChatMessage]

  /// Up to `limit` messages that a user wrote, in whichever circle, with ids after `id`, and that
  /// were not deleted.
  func messages(
    by user: UserID, after id: ChatMessage.ID?, limit: Int
  ) async throws -> [ChatMessage]

  /// How many messages of others a member has not read (`CircleView.unread`).
  func unread(in circle: Circle.ID, by member: UserID) async throws -> Int
}

/// The messages of a locked circle within a unit of work.
public protocol ChatRows {
  /// A message of a circle; nil when it has none of this id.
  func message(_ id: ChatMessage.ID, of circle: Circle.ID) throws -> ChatMessage?

  /// The number of a circle's last message; 0 where it has none.
  func lastMessageNumber(of circle: Circle.ID) throws -> Int64

  /// When a member wrote their last messages, the newest first.
  func lastMessageTimes(
    by member: UserID, in circle: Circle.ID, limit: Int
  ) throws -> [Instant]

  /// Keeps a new message.
  func insert(_ message: ChatMessage) throws

  /// Keeps that a message was deleted.
  func update(_ message: ChatMessage) throws

  /// Notes that a member has read all messages up to a number. It never goes back.
  func markRead(through number: Int64, by member: UserID, in circle: Circle.ID) throws

  /// How many messages of others a member has not read (`CircleView.unread`).
  func unread(in circle: Circle.ID, by member: UserID) throws -> Int
}
