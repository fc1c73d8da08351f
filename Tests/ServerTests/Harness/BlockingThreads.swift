import Foundation

/// Runs tasks on as many threads as want to run at once.
///
/// The clients of these tests block, as sockets and child processes do. On the shared pool, which
/// has a thread a processor, they would stop every other suite of the process.
final class BlockingThreads: TaskExecutor, @unchecked Sendable {
  // Unchecked: `jobs` and `idle` are guarded by `condition`.

  static let shared = BlockingThreads()

  private let condition = NSCondition()
  private var jobs: [UnownedJob] = []
  private var idle = 0

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    condition.withLock {
      jobs.append(job)
      if idle >= jobs.count {
        condition.signal()
      } else {
        Thread.detachNewThread { self.work() }
      }
    }
  }

  private func work() {
    while true { next().runSynchronously(on: asUnownedTaskExecutor()) }
  }

  private func next() -> UnownedJob {
    condition.withLock {
      idle += 1
      while jobs.isEmpty { condition.wait() }
      idle -= 1
      return jobs.removeFirst()
    }
  }
}

/// Runs `body` for every index at once and answers the results in the order of the indices.
func concurrently<Value: Sendable>(
  _ count: Int, _ body: @escaping @Sendable (Int) async throws -> Value
) async throws -> [Value] {
  try await withThrowingTaskGroup(of: (Int, Value).self) { group in
    for index in 0..<count { group.addTask { (index, try await body(index)) } }
    var values: [Int: Value] = [:]
    for try await (index, value) in group { values[index] = value }
    return (0..<count).compactMap { values[$0] }
  }
}
