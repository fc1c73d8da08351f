/// How a transaction waits for a row or table that somebody else has locked. Where there is one
/// writer nobody has such locks, and it is all the same.
public enum LockWaiting: Sendable, Hashable {
  /// For a moment where transactions run, then apart, where it holds up nobody; in all no longer
  /// than the store lets transactions wait.
  case usual
  /// Apart from the beginning: it is known that somebody has the lock.
  case apart
  /// For a moment only: the caller has something better to do than to wait.
  case brief
}

extension Database {
  /// Runs a transaction, unless it meets somebody else's lock: then it does nothing, and nil is
  /// answered. For one of many that are looked after by turns, each of which comes again.
  ///
  /// - Throws: As `transaction(_:)` does.
  public func unlessLocked<Value: Sendable>(
    _ body: @escaping @Sendable (any SQLExecutor) throws -> Value
  ) async throws -> Value? {
    do {
      return try await transaction(waiting: .brief, body)
    } catch StorageUnavailable.locked {
      return nil
    }
  }
}
