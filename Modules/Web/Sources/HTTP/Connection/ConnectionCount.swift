internal import Synchronization

/// How many connections a server has on all its loops.
final class ConnectionCount: Sendable {
  private let count = Atomic<Int>(0)
  private let limit: Int

  init(limit: Int) {
    self.limit = limit
  }

  /// Counts one in; whether it is within the limit.
  func enter() -> Bool {
    count.wrappingAdd(1, ordering: .relaxed).newValue <= limit
  }

  func leave() {
    count.wrappingSubtract(1, ordering: .relaxed)
  }

  /// How many there are past the limit.
  var excess: Int { max(0, count.load(ordering: .relaxed) - limit) }
}
