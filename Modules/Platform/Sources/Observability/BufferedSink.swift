import Glibc
import Synchronization

/// Hands lines to a thread of its own, which writes them: a reader of the log that stops holds up
/// nobody but that thread.
///
/// What waits to be written is bounded. Lines beyond are dropped and counted; the log says how many
/// as soon as it can be written again.
public final class BufferedSink: LogSink, @unchecked Sendable {
  // Unchecked: what changes is guarded by `mutex`, but for what is atomic.

  private struct State {
    var waiting: [UInt8] = []
    /// Lines that were dropped and that the log has not said yet.
    var unsaid = 0
    /// Lines that could not be written, which the log says together with the next line.
    var unwritten = 0
    /// Whether the thread sleeps until there is something.
    var isAsleep = false
    /// Whether what was taken out of `waiting` is not written yet.
    var isWriting = false
  }

  private let file: LogFile
  private let capacity: Int
  private let describe: @Sendable (Int) -> [UInt8]
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var state = State()
  private let lost = Atomic<Int>(0)

  /// How long the thread gathers lines after it has written some: a busy server writes much at
  /// once instead of waking a thread for each line.
  private static let gathering: UInt32 = 2_000

  /// Writes to an open file descriptor from a new thread, which lives as long as the process.
  /// - Parameters:
  ///   - descriptor: where to; standard error unless told.
  ///   - capacity: octets that may wait to be written; as much again may be being written.
  ///   - describe: the line that tells how many lines were dropped.
  public init(
    _ descriptor: Int32 = 2, capacity: Int = 1 << 20,
    dropped describe: @escaping @Sendable (Int) -> [UInt8]
  ) {
    file = LogFile(descriptor)
    self.capacity = capacity
    self.describe = describe
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(condition, nil)
    startThread()
  }

  /// Lines that were dropped so far.
  public var dropped: Int { lost.load(ordering: .relaxed) }

  /// Takes lines, or drops them where too much waits. Never blocks on the reader.
  public func write(_ line: [UInt8]) {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    guard state.waiting.count + line.count <= capacity else { return drop(line) }
    state.waiting += line
    UnwrittenLog.add(line.count)
    if state.isAsleep {
      state.isAsleep = false
      pthread_cond_signal(condition)
    }
  }

  /// Waits until all is written, or until it has taken too long; for the end of the process.
  /// - Returns: whether all is written.
  @discardableResult
  public func flush(within patience: Duration) -> Bool {
    let step: UInt32 = 2_000
    let (seconds, attoseconds) = patience.components
    let steps = (seconds * 1_000_000 + attoseconds / 1_000_000_000_000) / Int64(step)
    for _ in 0..<max(1, steps) {
      if isIdle { return true }
      usleep(step)
    }
    return isIdle
  }

  private var isIdle: Bool {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return state.waiting.isEmpty && !state.isWriting && state.unsaid == 0
  }

  private func drop(_ lines: [UInt8]) {
    let count = LogFile.lines(in: lines[...])
    state.unsaid += count
    lost.wrappingAdd(count, ordering: .relaxed)
  }

  // MARK: The thread

  private func startThread() {
    var thread = pthread_t()
    let own = Unmanaged.passRetained(self)
    let code = pthread_create(
      &thread, nil,
      { raw in
        guard let raw else { return nil }
        let sink = Unmanaged<BufferedSink>.fromOpaque(raw).takeRetainedValue()
        while true { sink.work() }
      }, own.toOpaque())
    if code == 0 { pthread_detach(thread) } else { own.release() }
  }

  private func work() {
    var (lines, dropped) = take()
    let octets = lines.count
    if dropped > 0 { lines += describe(dropped) }
    let rest = file.write(lines)
    UnwrittenLog.add(-octets)
    pthread_mutex_lock(mutex)
    if !rest.isEmpty {
      // The line that tells of others is the last one, and is made anew.
      let count = LogFile.lines(in: rest) - (dropped > 0 ? 1 : 0)
      lost.wrappingAdd(count, ordering: .relaxed)
      state.unwritten += count + dropped
    }
    state.isWriting = false
    pthread_mutex_unlock(mutex)
    usleep(Self.gathering)
  }

  /// What is to be written next, once there is something.
  private func take() -> (lines: [UInt8], dropped: Int) {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while state.waiting.isEmpty, state.unsaid == 0 {
      state.isAsleep = true
      pthread_cond_wait(condition, mutex)
    }
    state.isAsleep = false
    state.isWriting = true
    defer { (state.waiting, state.unsaid, state.unwritten) = ([], 0, 0) }
    return (state.waiting, state.unsaid + state.unwritten)
  }
}
