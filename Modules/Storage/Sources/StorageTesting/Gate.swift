import Glibc

/// Holds the body of a transaction until the test lets it go on: for races that must happen.
///
/// Bodies run on threads that may block; the test itself only suspends.
public final class Gate: Sendable {
  private let arrivals = AsyncStream<Void>.makeStream()
  private let opened = Semaphore()

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
    opened.post()
  }
}

/// A POSIX semaphore, which bodies wait at on threads that may block.
private final class Semaphore: @unchecked Sendable {
  // Unchecked: sem_wait(3) and sem_post(3) may be called from any thread.

  private let handle = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

  init() {
    sem_init(handle, 0, 0)
  }

  deinit {
    sem_destroy(handle)
    handle.deallocate()
  }

  func wait() {
    // A signal that the process handles interrupts the wait without a post.
    while sem_wait(handle) != 0, errno == EINTR {}
  }

  func post() {
    sem_post(handle)
  }
}
