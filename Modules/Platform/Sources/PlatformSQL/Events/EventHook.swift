public import Events
public import Storage

/// Whom events are handed on to besides topics: webhooks, subscribers in contexts.
public protocol EventHook: Sendable {
  /// Takes events over, in the transaction that hands them on, in which each event comes once and
  /// in order with the others of its aggregate. It writes rows of the platform's database, and does
  /// no more than that. Whatever it throws holds up all events, so it refuses none.
  /// - Returns: the channels on which it is worth announcing what it has written.
  func accept(_ events: [RelayedEvent], in sql: any SQLExecutor) throws -> [String]
}
