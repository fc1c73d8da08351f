import Glibc

/// Whether a queue took a job.
enum Admission {
  case accepted
  /// The queue is full.
  case full
  case closed
}

/// Jobs on their way from many tasks to one thread, or a few, that may block.
final class WorkQueue<Job: Sendable>: @unchecked Sendable {
  // Unchecked: everything that changes is guarded by `mutex`.

  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let arrival = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private let limit: Int
  private var jobs: [Job] = []
  /// Jobs before this place were taken; they are dropped when the array is next emptied.
  private var head = 0
  private var sleepers = 0
  private var isClosed = false

  init(limit: Int) {
    self.limit = limit
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(arrival, nil)
  }

  deinit {
    pthread_cond_destroy(arrival)
    pthread_mutex_destroy(mutex)
    arrival.deallocate()
    mutex.deallocate()
  }

  /// Adds a job at the end.
  func append(_ job: Job) -> Admission {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    guard !isClosed else { return .closed }
    guard jobs.count - head < limit else { return .full }
    jobs.append(job)
    // Waking costs a system call, and under load nobody sleeps.
    if sleepers > 0 { pthread_cond_signal(arrival) }
    return .accepted
  }

  /// Takes up to `count` jobs and waits for the first one; empty when the queue is closed and done.
  func take(upTo count: Int) -> [Job] {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while head == jobs.count, !isClosed {
      sleepers += 1
      pthread_cond_wait(arrival, mutex)
      sleepers -= 1
    }
    return remove(upTo: count)
  }

  /// Takes up to `count` jobs of those that are there.
  func takeWaiting(upTo count: Int) -> [Job] {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return remove(upTo: count)
  }

  /// Closes the queue: it takes no more jobs, and still hands out those that wait.
  func close() {
    pthread_mutex_lock(mutex)
    isClosed = true
    pthread_cond_broadcast(arrival)
    pthread_mutex_unlock(mutex)
  }

  private func remove(upTo count: Int) -> [Job] {
    let taken = Array(jobs[head...].prefix(count))
    head += taken.count
    if head == jobs.count {
      jobs.removeAll(keepingCapacity: jobs.capacity <= 1_024)
      head = 0
    } else if head > 1_024, head > jobs.count / 2 {
      jobs.removeFirst(head)
      head = 0
    }
    return taken
  }
}
