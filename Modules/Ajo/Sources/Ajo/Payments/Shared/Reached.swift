import Synchronization

/// Carries a value out of the body of a unit of work, which may run more than once: the last run is
/// the one that was committed.
final class Reached<Value: Sendable>: Sendable {
  private let state = Mutex<Value?>(nil)

  /// The value, or nil.
  var value: Value? {
    get { state.withLock { $0 } }
    set { state.withLock { $0 = newValue } }
  }
}
