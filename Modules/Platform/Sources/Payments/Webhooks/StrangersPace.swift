import Kernel
import Synchronization

/// How many requests of strangers are kept: twenty in one second. Anybody can send a wrong
/// signature, and each that is kept is a transaction, of which others are to have enough.
final class StrangersPace: Sendable {
  /// How many are kept of one second.
  static let most = 20

  private let last = Mutex((second: Int64.min, count: 0))

  /// Whether one more is kept at this moment.
  func admits(at now: Instant) -> Bool {
    last.withLock { last in
      if last.second != now.seconds { last = (now.seconds, 0) }
      last.count += 1
      return last.count <= Self.most
    }
  }
}
