import Foundation

/// Holds a thread until it is let go. For bodies of transactions, which block by design.
final class Gate: Sendable {
  private let arrivals = AsyncStream<Void>.makeStream()
  private let opened = DispatchSemaphore(value: 0)

  /// Waits, on the thread that is held.
  func pass() {
    arrivals.continuation.yield()
    opened.wait()
  }

  /// Suspends until a thread stands at the gate.
  func entered() async {
    for await _ in arrivals.stream { return }
  }

  /// Lets it go.
  func open() { opened.signal() }
}
