import Glibc
import Storage
import Synchronization

/// The threads and queues of an open file. It lives on until its threads have ended, so that a
/// database that is merely forgotten still finishes what was promised.
final class SQLiteCore: Sendable {
  let path: String
  /// The file that the path led to when it was opened.
  let file: OpenFile
  private let busyTimeoutMilliseconds: Int
  private let writes: WorkQueue<WriteJob>
  private let reads: WorkQueue<ReadJob>
  private let shortReads: ShortReads
  private let checkpointer = Checkpointer()
  private let writerPages = PageCacheGauge()
  /// What each connection for short reads may keep of the file, in bytes.
  private let pagesOfEach: Int
  /// What the writer may keep of it, in bytes. After a commit that split pages SQLite (3.40) goes
  /// through all that it keeps, so that more would make commits slower.
  private static let pagesOfWriter = 16 << 20
  private let ending: Mutex<Ending>

  private struct Ending {
    var runningReaders = 0
    var isWriterRunning = false
    var isCheckpointerRunning = false
    var lock: ServerLock?
    var waiting: [UnsafeContinuation<Void, Never>] = []

    var isOver: Bool { !isWriterRunning && !isCheckpointerRunning && runningReaders == 0 }

    /// Whom to wake when everything is over. The lock goes with the last thread.
    mutating func finished() -> [UnsafeContinuation<Void, Never>] {
      guard isOver else { return [] }
      lock = nil
      defer { waiting = [] }
      return waiting
    }
  }

  init(
    path: String, role: SQLiteDatabase.Role, configuration: SQLiteDatabase.Configuration
  ) throws {
    try SQLiteFile.create(path)
    self.path = FilePath.canonical(path)
    file = try OpenFile(self.path)
    busyTimeoutMilliseconds = configuration.busyTimeoutMilliseconds
    let readers = max(1, configuration.readers)
    pagesOfEach = configuration.pageCache / readers
    writes = WorkQueue(limit: configuration.queueLimit)
    reads = WorkQueue(limit: configuration.queueLimit)
    let lock = role == .server ? try ServerLock(database: file) : nil
    if role == .tool { try ServerLock.checkIsNotServedElsewhere(file) }
    ending = Mutex(Ending(lock: lock))
    shortReads = try ShortReads(count: readers) { [path = self.path, pagesOfEach] in
      let handle = try SQLiteHandle(
        path: path, purpose: .reading,
        busyTimeoutMilliseconds: configuration.busyTimeoutMilliseconds)
      try handle.keepPages(upTo: pagesOfEach)
      return handle
    }
    do {
      try startWriter()
      try startCheckpointer()
      for _ in 0..<readers { try startReader() }
    } catch {
      stop()
      throw error
    }
  }

  func open(_ purpose: SQLiteHandle.Purpose) throws -> SQLiteHandle {
    try SQLiteHandle(
      path: path, purpose: purpose, busyTimeoutMilliseconds: busyTimeoutMilliseconds)
  }

  /// Runs a job on the writer.
  func write<Value: Sendable>(
    _ body: @escaping @Sendable (any SQLExecutor) throws -> Value
  ) async throws -> Value {
    let job = ValueJob(body)
    return try await withTaskCancellationHandler {
      try await withUnsafeThrowingContinuation { continuation in
        job.wake(continuation)
        if let refusal = Self.refusal(writes.append(job)) {
          job.fail(refusal)
          job.finish()
        }
      }
    } onCancel: {
      job.cancel()
    }
  }

  /// Runs a query: here and now if it is short, or else on a reader.
  func read(_ sql: SQL, expected: ExpectedDuration = .short) async throws -> ReadJob.Outcome {
    if expected == .short, !Task.isCancelled, let outcome = shortReads.answer(sql) {
      return outcome
    }
    let job = ReadJob(sql)
    return try await withTaskCancellationHandler {
      try await withUnsafeThrowingContinuation { continuation in
        job.wake(continuation)
        if let refusal = Self.refusal(reads.append(job)) { job.finish(.failure(refusal)) }
      }
    } onCancel: {
      job.cancel()
    }
  }

  /// How much of the file is in memory, and how often what was wanted was there.
  var pageCache: PageCacheFigures {
    var figures = shortReads.pageCache
    figures.add(writerPages.figures)
    return figures
  }

  private static func refusal(_ admission: Admission) -> StorageUnavailable? {
    switch admission {
    case .accepted: nil
    case .full: .overloaded
    case .closed: .unreachable("the database is closed")
    }
  }
}

// Threads.
extension SQLiteCore {
  private func startWriter() throws {
    let writing = try open(.writing)
    try writing.keepPages(upTo: Self.pagesOfWriter)
    let handle = UncheckedHandle(writing)
    ending.withLock { $0.isWriterRunning = true }
    do {
      try BlockingThread.start("sqlite-writer") { [self] in
        handle.use {
          SQLiteWriter(
            handle: $0, file: file, queue: writes, checkpointer: checkpointer, pages: writerPages
          ).run()
        }
        ended { $0.isWriterRunning = false }
      }
    } catch {
      ended { $0.isWriterRunning = false }
      throw error
    }
  }

  private func startCheckpointer() throws {
    let handle = UncheckedHandle(try open(.tool))
    ending.withLock { $0.isCheckpointerRunning = true }
    do {
      try BlockingThread.start("sqlite-log") { [self] in
        handle.use { checkpointer.run(on: $0) }
        ended { $0.isCheckpointerRunning = false }
      }
    } catch {
      ended { $0.isCheckpointerRunning = false }
      throw error
    }
  }

  private func startReader() throws {
    let handle = UncheckedHandle(try open(.reading))
    ending.withLock { $0.runningReaders += 1 }
    do {
      try BlockingThread.start("sqlite-reader") { [self] in
        handle.use { serveReads($0) }
        ended { $0.runningReaders -= 1 }
      }
    } catch {
      ended { $0.runningReaders -= 1 }
      throw error
    }
  }

  private func serveReads(_ handle: SQLiteHandle) {
    while let job = reads.take(upTo: 1).first { job.run(on: handle) }
  }

  private func ended(_ note: (inout Ending) -> Void) {
    let waiting = ending.withLock { ending -> [UnsafeContinuation<Void, Never>] in
      note(&ending)
      return ending.finished()
    }
    for continuation in waiting { continuation.resume() }
  }

  /// Lets nothing more in. The threads end by themselves when they have done what waits.
  func stop() {
    shortReads.close()
    reads.close()
    writes.close()
    checkpointer.close()
    let waiting = ending.withLock { $0.finished() }
    for continuation in waiting { continuation.resume() }
  }

  /// Stops and waits for the threads.
  func close() async {
    stop()
    await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
      let isOver = ending.withLock { ending -> Bool in
        if ending.isOver { return true }
        ending.waiting.append(continuation)
        return false
      }
      if isOver { continuation.resume() }
    }
    foldLog()
  }

  /// Leaves one file behind. The connection that closes last folds the log into the database, but
  /// not when it may only read, and which thread ends last is chance.
  private func foldLog() {
    guard access(path + "-wal", F_OK) == 0 else { return }
    // While others have the file open, or it cannot be written, the log is theirs to keep.
    try? open(.writing).control("SELECT count(*) FROM sqlite_schema")
  }
}

/// Carries a connection to the thread that is going to use it.
private final class UncheckedHandle: @unchecked Sendable {
  // Unchecked: whoever makes it gives it away and keeps nothing.

  private var handle: SQLiteHandle?

  init(_ handle: SQLiteHandle) {
    self.handle = handle
  }

  /// Uses the connection, once. It is closed when this returns.
  func use(_ body: (SQLiteHandle) -> Void) {
    guard let handle else { return }
    self.handle = nil
    body(handle)
  }
}
