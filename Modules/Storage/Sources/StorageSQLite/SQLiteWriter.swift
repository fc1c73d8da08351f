import Storage

/// The one writer of a file. Transactions that wait together are committed together.
///
/// A commit costs an fsync, which takes as long for a hundred transactions as for one. So the
/// writer takes all that wait, runs each in a savepoint of its own, commits once, and only then
/// answers them. One that throws is rolled back, to its savepoint if others ran before it, and does
/// not disturb its neighbours.
final class SQLiteWriter: @unchecked Sendable {
  // Unchecked: `run` is called by one thread, and only it uses the handle.

  private let handle: SQLiteHandle
  private let file: OpenFile
  private let queue: WorkQueue<WriteJob>
  private let checkpointer: Checkpointer
  private let pages: PageCacheGauge

  /// Transactions in one commit. Bounds how long the first waits for the last.
  private static let groupLimit = 256

  init(
    handle: SQLiteHandle, file: OpenFile, queue: WorkQueue<WriteJob>, checkpointer: Checkpointer,
    pages: PageCacheGauge
  ) {
    self.handle = handle
    self.file = file
    self.queue = queue
    self.checkpointer = checkpointer
    self.pages = pages
  }

  /// Works until the queue is closed and empty.
  func run() {
    while true {
      let group = queue.take(upTo: Self.groupLimit)
      guard !group.isEmpty else { return }
      commit(group)
      checkpointer.committed(on: handle)
      pages.look(at: handle)
    }
  }

  /// Commits a group, again without those that broke it, and answers everybody.
  private func commit(_ group: [WriteJob]) {
    var jobs = group
    while !jobs.isEmpty {
      do {
        // Another process that writes is waited for once, for the busy timeout: who waits for the
        // answer is told soon that there is none.
        try handle.control("BEGIN IMMEDIATE")
        guard runAll(&jobs) else { continue }
        try end()
      } catch {
        handle.rollBack()
        for job in jobs { job.fail(error) }
      }
      for job in jobs { job.finish() }
      return
    }
  }

  private func end() throws {
    try checkFile()
    do {
      try handle.control("COMMIT")
    } catch {
      // A later recovery of the file might find what the disk has kept after all.
      guard !SQLiteFailure.isUnknownOutcome(ofCommit: handle.lastCode) else {
        throw StorageUnavailable.outcomeUnknown
      }
      throw error
    }
  }

  /// Makes sure that the commit will be found where it is looked for. Costs three stats a commit.
  private func checkFile() throws {
    try file.checkName()
    do {
      try file.checkLog()
    } catch {
      // What was acknowledged is in a log that nobody can open any more: it goes where it belongs.
      handle.rollBack()
      handle.checkpoint()
      throw error
    }
  }

  /// Runs the jobs, and those that arrive meanwhile, each in its savepoint. The first one needs
  /// none: when it fails there is nothing yet that a rollback of everything would undo, and without
  /// a savepoint SQLite need not keep a copy of every page as it was.
  ///
  /// Answers false when one of them broke the transaction of all: it has been answered and taken
  /// out, everything is rolled back, and the others have to run again.
  private func runAll(_ jobs: inout [WriteJob]) -> Bool {
    var next = 0
    while true {
      if next == jobs.count {
        jobs += queue.takeWaiting(upTo: Self.groupLimit - jobs.count)
        if next == jobs.count { return true }
      }
      guard next == 0 ? runFirst(jobs[next]) : runInSavepoint(jobs[next]) else {
        handle.rollBack()
        jobs.remove(at: next).finish()
        return false
      }
      next += 1
    }
  }

  /// Runs the job that begins the transaction. Answers false when it failed.
  private func runFirst(_ job: WriteJob) -> Bool {
    do {
      guard !job.isCancelled else { throw CancellationError() }
      try run(job)
      return true
    } catch {
      job.fail(error)
      return false
    }
  }

  /// Runs one job. Answers false when the transaction around the savepoint is lost.
  private func runInSavepoint(_ job: WriteJob) -> Bool {
    guard !job.isCancelled else {
      job.fail(CancellationError())
      return true
    }
    do {
      try handle.execute("SAVEPOINT job")
    } catch {
      job.fail(error)
      return false
    }
    do {
      try run(job)
    } catch {
      job.fail(error)
      // A full disk, or a conflict that a statement resolves by ROLLBACK, ends the transaction.
      guard handle.isInTransaction else { return false }
      guard (try? handle.execute("ROLLBACK TO job")) != nil else { return false }
    }
    do {
      try handle.execute("RELEASE job")
      return true
    } catch {
      job.fail(error)
      return false
    }
  }

  private func run(_ job: WriteJob) throws {
    let transaction = SQLiteTransaction(handle)
    defer { transaction.end() }
    try job.run(transaction)
    if let failure = transaction.failure { throw failure }
    // COMMIT checks deferred keys, for the whole group: find out here whose fault it is.
    if handle.hasOpenForeignKeys {
      throw StorageError.foreignKeyViolation(.init(statement: "COMMIT"))
    }
  }
}
