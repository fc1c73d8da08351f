internal import Synchronization

/// When a worker last showed itself. One that could not for a while takes no more jobs: others may
/// take it for dead before long.
final class Pulse: Sendable {
  /// How long after a sign of life jobs are taken. Well within the time after which a worker counts
  /// as dead.
  static let freshness = Duration.seconds(30)

  private let last = Mutex<ContinuousClock.Instant?>(nil)

  /// Whether the worker has shown itself a moment ago.
  var isFresh: Bool {
    last.withLock { $0.map { $0.duration(to: .now) < Self.freshness } ?? false }
  }

  func beat() { last.withLock { $0 = .now } }
}
