internal import Glibc

/// Runs tasks on as many threads as want to run at once.
///
/// The clients of tests block, as sockets and child processes do. On the shared pool, which has a
/// thread a processor, two of them could wait for a task that finds no thread, and every other
/// suite of the process would stand still.
public final class BlockingThreads: TaskExecutor, @unchecked Sendable {
  // Unchecked: `jobs` and `idle` are guarded by `mutex`, which never moves.

  /// The one that all tests of a process share. Its threads never end.
  public static let shared = BlockingThreads()

  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let hasWork = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var jobs: [UnownedJob] = []
  private var idle = 0

  private init() {
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(hasWork, nil)
  }

  /// Runs a job on a thread that waits for one, or on a new thread.
  public func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    pthread_mutex_lock(mutex)
    jobs.append(job)
    let isAwaited = idle >= jobs.count
    if isAwaited { pthread_cond_signal(hasWork) }
    pthread_mutex_unlock(mutex)
    if !isAwaited { startThread() }
  }

  private func startThread() {
    var thread = pthread_t()
    let context = Unmanaged.passRetained(self).toOpaque()
    let code = pthread_create(
      &thread, nil,
      { context in
        guard let context else { return nil }
        Unmanaged<BlockingThreads>.fromOpaque(context).takeRetainedValue().work()
      }, context)
    precondition(code == 0, "no thread for a test that blocks: \(code)")
    pthread_detach(thread)
  }

  private func work() -> Never {
    while true { next().runSynchronously(on: asUnownedTaskExecutor()) }
  }

  private func next() -> UnownedJob {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    idle += 1
    while jobs.isEmpty { pthread_cond_wait(hasWork, mutex) }
    idle -= 1
    return jobs.removeFirst()
  }
}
