import Synchronization

/// What a unit of work came to that others ran along. The last run is the one that is committed.
final class SharedValue<Value: Sendable>: Sendable {
  private let value = Mutex<Value?>(nil)

  /// What the last run came to.
  var taken: Value? { value.withLock { $0 } }

  func set(_ made: Value) { value.withLock { $0 = made } }
}

/// A unit of work was committed that did not run. It does not happen.
struct SharedValueMissing: Error {}
