import Glibc
import Synchronization

/// What of the log is not written yet, and what becomes of it when the process crashes.
public enum UnwrittenLog {
  private static let octets = Atomic<Int>(0)
  /// What was done at each signal before; written before there are threads, and read by signals.
  nonisolated(unsafe) private static let before = UnsafeMutablePointer<sigaction>.allocate(
    capacity: 65)

  static func add(_ count: Int) { octets.wrappingAdd(count, ordering: .relaxed) }

  /// Has a crash wait a moment for the thread that writes the log, whose last lines tell why. Then
  /// it goes on as it would have: a core is written, or a debugger told. To be called once, before
  /// there are threads.
  public static func outlivesCrash() {
    // Made now: nothing may be made within a signal.
    add(0)
    for number in [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT] {
      let known = before + Int(number)
      known.initialize(to: sigaction())
      guard sigaction(number, nil, known) == 0 else { continue }
      var mine = sigaction()
      mine.__sigaction_handler.sa_handler = { UnwrittenLog.wait(for: $0) }
      mine.sa_flags = Int32(SA_ONSTACK)
      sigaction(number, &mine, nil)
    }
  }

  /// Waits 200 ms at most, by nothing but what signal-safety(7) allows.
  private static func wait(for signal: Int32) {
    for _ in 0..<100 where octets.load(ordering: .relaxed) > 0 {
      var moment = timespec(tv_sec: 0, tv_nsec: 2_000_000)
      nanosleep(&moment, nil)
    }
    sigaction(signal, before + Int(signal), nil)
    // Comes once this handler has returned.
    raise(signal)
  }
}
