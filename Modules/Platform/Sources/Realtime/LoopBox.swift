internal import EventLoop
internal import Synchronization

/// The loop that a session lives on, once there is one.
final class LoopBox: Sendable {
  private let loop = Mutex<EventLoop?>(nil)

  func set(_ loop: EventLoop) {
    self.loop.withLock { $0 = loop }
  }

  /// Runs `body` on the loop: at once when the caller is there.
  func run(_ body: @escaping @Sendable () -> Void) {
    guard let loop = loop.withLock({ $0 }) else { return }
    if loop.isCurrent { body() } else { loop.execute(body) }
  }
}
