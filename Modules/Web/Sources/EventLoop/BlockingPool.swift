internal import Glibc
public import Kernel

/// The pool's queue is full, or the pool is shut down: the answer is 503, not a longer queue.
public struct PoolOverloaded: Unavailability, Hashable {
  /// Seconds after which another attempt is sensible.
  public var retryAfterSeconds: Int { 1 }

  /// Says that no more work is taken.
  public init() {}
}

/// A few threads for work that would hold up a loop: password hashes, images, files.
public final class BlockingPool: @unchecked Sendable {
  // Unchecked: `queue`, `threads`, `idle` and `open` are guarded by `mutex`.

  private let limit: Int
  private let threadLimit: Int
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var queue: [@Sendable () -> Void] = []
  private var head = 0
  private var threads: [pthread_t] = []
  private var idle = 0
  private var open = true

  /// Makes a pool whose threads start when there is work for them.
  /// - Parameters:
  ///   - threads: at most so many run at once; at least 1.
  ///   - queueLimit: at most so many wait for a thread.
  public init(threads: Int, queueLimit: Int) {
    threadLimit = max(1, threads)
    limit = max(0, queueLimit)
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(condition, nil)
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  /// Runs `body` on one of the pool's threads; the caller resumes on its own executor.
  /// - Throws: `PoolOverloaded` when all threads are busy and the queue is full, or what `body`
  ///   throws.
  public func run<T: Sendable>(
    _ body: @escaping @Sendable () throws -> T
  ) async throws -> T {
    try await withUnsafeThrowingContinuation { (continuation: UnsafeContinuation<T, any Error>) in
      let taken = submit {
        continuation.resume(with: Result(catching: body))
      }
      if !taken { continuation.resume(throwing: PoolOverloaded()) }
    }
  }

  /// How much work waits for a thread.
  public var waiting: Int {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return max(0, queue.count - head - idle)
  }

  /// Takes no more work, runs what is queued and waits for the threads. Not to be called from
  /// one of them.
  public func shutdown() {
    pthread_mutex_lock(mutex)
    open = false
    let started = threads
    threads = []
    pthread_cond_broadcast(condition)
    pthread_mutex_unlock(mutex)
    for thread in started { pthread_join(thread, nil) }
  }

  private func submit(_ work: @escaping @Sendable () -> Void) -> Bool {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    guard open else { return false }
    let waiting = queue.count - head
    if waiting >= idle, threads.count < threadLimit {
      if let thread = try? startThread({ self.work() }) { threads.append(thread) }
    } else if waiting >= idle + limit {
      return false
    }
    guard !threads.isEmpty else { return false }
    queue.append(work)
    pthread_cond_signal(condition)
    return true
  }

  private func work() {
    while let body = take() { body() }
  }

  private func take() -> (@Sendable () -> Void)? {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while head == queue.count {
      guard open else { return nil }
      idle += 1
      pthread_cond_wait(condition, mutex)
      idle -= 1
    }
    let body = queue[head]
    head += 1
    if head == queue.count || head > 1_024 {
      queue.removeFirst(head)
      head = 0
    }
    return body
  }
}
