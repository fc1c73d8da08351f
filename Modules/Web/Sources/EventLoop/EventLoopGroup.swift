internal import Glibc
internal import Synchronization

/// The process's loops, one a core, each on a thread of its own.
public final class EventLoopGroup: Sendable {
  /// The loops, in the order of their indexes.
  public let loops: [EventLoop]

  private let threads: Mutex<[pthread_t]>
  private let turn = Atomic<Int>(0)

  /// Starts `count` loops; without a count one for each core that is online.
  /// - Throws: `SystemCallError` when descriptors or threads cannot be had.
  public init(count: Int? = nil) throws(SystemCallError) {
    let wanted = max(1, count ?? sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    var loops: [EventLoop] = []
    for index in 0..<wanted { loops.append(try EventLoop(index: index)) }
    self.loops = loops
    var started: [pthread_t] = []
    for loop in loops { started.append(try startThread { loop.run() }) }
    threads = Mutex(started)
  }

  /// The caller's own loop if it is one of the group, otherwise each in turn.
  public func next() -> EventLoop {
    if let current = EventLoop.current, current.index < loops.count,
      loops[current.index] === current
    {
      return current
    }
    let ticket = turn.wrappingAdd(1, ordering: .relaxed).oldValue
    return loops[Int(UInt(bitPattern: ticket) % UInt(loops.count))]
  }

  /// Stops the loops and waits for their threads. Not to be called from a loop. A second call
  /// does nothing.
  public func shutdown() {
    let started = threads.withLock { threads in
      let taken = threads
      threads = []
      return taken
    }
    for loop in loops { loop.stop() }
    for thread in started { pthread_join(thread, nil) }
  }
}

/// Runs `body` on a new thread.
func startThread(
  _ body: @escaping @Sendable () -> Void
) throws(SystemCallError) -> pthread_t {
  var thread = pthread_t()
  let box = Unmanaged.passRetained(ThreadBody(body))
  let code = pthread_create(
    &thread, nil,
    { raw in
      guard let raw else { return nil }
      Unmanaged<ThreadBody>.fromOpaque(raw).takeRetainedValue().run()
      return nil
    }, box.toOpaque())
  guard code == 0 else {
    box.release()
    throw SystemCallError(call: "pthread_create", code: code)
  }
  return thread
}

private final class ThreadBody: Sendable {
  let run: @Sendable () -> Void

  init(_ run: @escaping @Sendable () -> Void) {
    self.run = run
  }
}
