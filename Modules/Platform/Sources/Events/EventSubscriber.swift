public import Kernel

/// A context's wish to be told of events, its own or another context's.
///
/// Each event comes at least once, and in order with the others of its aggregate. To act on it
/// once, the handler begins its unit of work with `work.receive(event.id, by: name)`, which says
/// whether the event is new. While a handler throws, it is called again with growing pauses;
/// meanwhile later events of the same aggregate wait, and no others.
public struct EventSubscriber: Sendable {
  /// The subscriber's name, which never changes: `ajo.user_deletions`.
  public let name: String
  /// The events that it wants.
  public let patterns: [EventPattern]
  /// What was written as a pattern and is none. No program starts with a subscriber to such.
  public let malformedPatterns: [String]
  /// Acts on an event.
  public let handle: @Sendable (RelayedEvent) async throws -> Void

  /// A subscriber.
  public init(
    _ name: String, to patterns: [EventPattern],
    handle: @escaping @Sendable (RelayedEvent) async throws -> Void
  ) {
    self.name = name
    self.patterns = patterns
    malformedPatterns = []
    self.handle = handle
  }

  /// A subscriber to events of some types: `fleet.receipt.issued`, `fleet.*`.
  public init(
    _ name: String, to patterns: [String],
    handle: @escaping @Sendable (RelayedEvent) async throws -> Void
  ) {
    self.name = name
    self.patterns = patterns.compactMap { EventPattern($0) }
    malformedPatterns = patterns.filter { EventPattern($0) == nil }
    self.handle = handle
  }

  /// Whether it wants events of a type.
  public func wants(_ type: String) -> Bool { patterns.contains { $0.matches(type) } }
}

extension EventSubscriber {
  /// The event that an account was deleted. Its aggregate is `user:<id>`.
  public static let userDeleted = "auth.user.deleted"

  /// What a context does about accounts that were deleted, instead of objecting to it: it cancels
  /// bookings, ends bindings, erases what was kept about the person. It is told after the deletion,
  /// again and again until it returns. The handler begins its unit of work with
  /// `work.receive(event, by: name)`, and enqueues a job where there is much to do.
  public static func ofLeavers(
    _ name: String,
    handle: @escaping @Sendable (_ user: UserID, _ event: RelayedEvent.ID) async throws -> Void
  ) -> EventSubscriber {
    EventSubscriber(name, to: [userDeleted]) { event in
      guard let user = UserID(String(event.aggregate.dropFirst("user:".count))) else { return }
      try await handle(user, event.id)
    }
  }
}
