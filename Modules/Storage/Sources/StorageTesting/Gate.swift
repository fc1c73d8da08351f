import Dispatch

/// Holds the body of a transaction until the test lets it go on: for races that must happen.
///
/// Bodies run on threads that may block; the test itself only suspends.
public final class Gate: Sendable {
  private let arrivals = AsyncStream<Void>.makeStream()
  private let opened = DispatchSemaphore(value: 0)

  /// A gate that is closed.
  public init() {}

  /// Blocks until the gate is opened. In the body of a transaction only.
  public func pass() {
    arrivals.continuation.yield()
    opened.wait()
  }

  /// Suspends until a body stands at the gate.
  public func entered() async {
    for await _ in arrivals.stream { return }
  }

  /// Lets one body through, now or when it comes.
  public func open() {
    opened.signal()
  }
}
