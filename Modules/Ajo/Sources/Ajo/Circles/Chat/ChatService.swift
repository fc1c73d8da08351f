public import Kernel
import Work

/// What the members of a circle write to each other. Whoever was replaced or removed reads and
/// writes no more: to them the chat is another's.
public struct ChatService: Sendable {
  private let store: any CircleStore
  private let clock: any WallClock
  private let ids: any IDSource

  /// Makes the service.
  /// - Parameter clock: business time.
  public init(store: any CircleStore, clock: any WallClock, ids: any IDSource) {
    self.store = store
    self.clock = clock
    self.ids = ids
  }

  /// Writes a message to the other members.
  /// - Parameter text: of `ChatMessage.length`.
  /// - Throws: `CircleRefusal.notFound`, `TooManyMessages`, `Replay`, or the store's error.
  public func post(
    _ text: String, to id: Circle.ID, by user: UserID, once: Once<ChatMessage> = .unkeyed
  ) async throws -> ChatMessage {
    let now = clock.now()
    return try await store.atomically(once) { [ids] transaction in
      let (circle, _) = try transaction.lock(id, asMember: user)
      let times = try transaction.lastMessageTimes(
        by: user, in: id, limit: ChatMessage.rate)
      if let wait = Self.wait(after: times, at: now) {
        throw TooManyMessages(retryAfterSeconds: wait)
      }
      let message = ChatMessage(
        id: ids.make(), circleID: id, number: try transaction.lastMessageNumber(of: id) + 1,
        userID: user, text: text, createdAt: now)
      try transaction.insert(message)
      try transaction.work.publish(circle.event(ofPosted: message))
      return message
    }
  }

  /// For how many seconds a member has to wait; nil where they need not.
  /// - Parameter times: when they wrote their last messages, `ChatMessage.rate` at most, the newest
  ///   first.
  static func wait(after times: [Instant], at now: Instant) -> Int? {
    guard times.count >= ChatMessage.rate, let first = times.last else { return nil }
    let free = first.adding(seconds: ChatMessage.rateSeconds)
    // What lies ahead by more than the window was written before the clock was set back.
    guard now < free, first <= now.adding(seconds: ChatMessage.rateSeconds) else { return nil }
    return Int((free.milliseconds(since: now) + 999) / 1_000)
  }

  /// Up to `limit` messages of a circle with numbers below `number`, the newest first.
  /// - Throws: `CircleRefusal.notFound`, or the store's error.
  public func messages(
    of id: Circle.ID, for user: UserID, before number: Int64, limit: Int
  ) async throws -> [ChatMessage] {
    guard try await store.circle(id, of: user)?.member.state == .active else {
      throw CircleRefusal.notFound
    }
    return try await store.messages(of: id, before: number, limit: limit)
  }

  /// Up to `limit` messages that a user wrote, in whichever circle, with ids after `id`, and that
  /// were not deleted.
  public func messages(
    by user: UserID, after id: ChatMessage.ID?, limit: Int
  ) async throws -> [ChatMessage] {
    try await store.messages(by: user, after: id, limit: limit)
  }

  /// Notes that a member has read all messages up to one.
  /// - Returns: how many are unread then.
  /// - Throws: `CircleRefusal.notFound`, `ChatRefusal.noSuchMessage`, or the store's error.
  public func markRead(
    through message: ChatMessage.ID, in id: Circle.ID, by user: UserID
  ) async throws -> Int {
    try await store.atomically(.unkeyed) { transaction in
      _ = try transaction.lock(id, asMember: user)
      guard let last = try transaction.message(message, of: id) else {
        throw ChatRefusal.noSuchMessage
      }
      try transaction.markRead(through: last.number, by: user, in: id)
      return try transaction.unread(in: id, by: user)
    }
  }

  /// Deletes a message of one's own: its place stays, its text does not. Deleting it again changes
  /// nothing.
  /// - Throws: `CircleRefusal.notFound`, `ChatRefusal`, or the store's error.
  public func delete(
    _ message: ChatMessage.ID, in id: Circle.ID, by user: UserID
  ) async throws {
    let now = clock.now()
    try await store.atomically(.unkeyed) { transaction in
      let (circle, _) = try transaction.lock(id, asMember: user)
      guard var deleted = try transaction.message(message, of: id) else {
        throw ChatRefusal.noSuchMessage
      }
      guard deleted.userID == user else { throw ChatRefusal.notYours }
      guard deleted.deletedAt == nil else { return }
      guard now < deleted.createdAt.adding(seconds: ChatMessage.deletableSeconds) else {
        throw ChatRefusal.tooOld
      }
      deleted.text = nil
      deleted.deletedAt = now
      try transaction.update(deleted)
      try transaction.work.publish(circle.event(ofDeleted: deleted))
    }
  }
}
