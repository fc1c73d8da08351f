internal import CLinux
internal import Glibc
internal import Synchronization

/// One thread that waits in epoll and runs whatever is ready: descriptors, timers, closures and
/// the jobs of the tasks that prefer it. A request's handler therefore runs where its bytes were
/// read, and no lock is taken between the two.
///
/// Everything marked "loop thread only" is unguarded; the rest may be called from any thread.
public final class EventLoop: TaskExecutor, @unchecked Sendable {
  // Unchecked: `remote`, `thread` and `stopping` are guarded or atomic; all else is touched by
  // the loop's own thread only.

  enum Work {
    case job(UnownedJob)
    case closure(@Sendable () -> Void)
  }

  struct Slot {
    var generation: UInt32 = 0
    var handler: (any ReadinessHandler)?
  }

  /// The loop's place in its group, from 0.
  public let index: Int

  let epoll: Int32
  private let wakeup: Int32
  private let thread = Atomic<UInt>(0)
  private let stopping = Atomic<Bool>(false)
  private let remote = Mutex<[Work]>([])

  var slots: [Slot] = []
  private var ready: [Work] = []
  private var running: [Work] = []
  private var timers = TimerHeap()
  private var turnEnd: [@Sendable () -> Void] = []
  private var turnTime: Int64 = 0

  /// How many epoll events are fetched at once.
  private static let eventBatch = 256

  /// Makes a loop that runs when a thread calls `run()`.
  /// - Throws: `SystemCallError` when the process is out of descriptors.
  public init(index: Int) throws(SystemCallError) {
    self.index = index
    let epoll = clinux_epoll_create()
    guard epoll >= 0 else { throw SystemCallError(call: "epoll_create1", code: -epoll) }
    let wakeup = clinux_eventfd()
    guard wakeup >= 0 else {
      close(epoll)
      throw SystemCallError(call: "eventfd", code: -wakeup)
    }
    self.epoll = epoll
    self.wakeup = wakeup
    _ = clinux_epoll_add(epoll, wakeup, clinux_in, UInt64.max)
  }

  deinit {
    close(wakeup)
    close(epoll)
  }

  /// The loop whose thread this is.
  public static var current: EventLoop? {
    guard let raw = pthread_getspecific(currentLoopKey) else { return nil }
    return Unmanaged<EventLoop>.fromOpaque(raw).takeUnretainedValue()
  }

  /// Whether the caller is on this loop's thread.
  public var isCurrent: Bool {
    thread.load(ordering: .relaxed) == UInt(pthread_self())
  }

  /// Nanoseconds of the monotonic clock, read once a turn. Loop thread only.
  public var now: Int64 { turnTime }

  // MARK: Work

  /// Takes a job of a task that prefers this loop.
  public func enqueue(_ job: consuming ExecutorJob) {
    submit(.job(UnownedJob(job)))
  }

  /// Runs `work` on the loop, after what is queued there already.
  public func execute(_ work: @escaping @Sendable () -> Void) {
    submit(.closure(work))
  }

  /// Runs `work` once the queue of this turn is empty and before the loop waits again: the place
  /// to write, in one call, what many jobs of the turn had to send. Loop thread only.
  public func atEndOfTurn(_ work: @escaping @Sendable () -> Void) {
    turnEnd.append(work)
  }

  /// Starts a task whose jobs run on this loop. Callable from anywhere; unlike `Task {}` it takes
  /// no task-local values along.
  public func spawn(_ operation: @escaping @Sendable () async -> Void) {
    Task.detached(executorPreference: self, operation: operation)
  }

  private func submit(_ work: Work) {
    if isCurrent {
      ready.append(work)
      return
    }
    let first = remote.withLock { queue in
      queue.append(work)
      return queue.count == 1
    }
    if first { wake() }
  }

  private func wake() {
    var one: UInt64 = 1
    _ = write(wakeup, &one, 8)
  }

  // MARK: Descriptors

  /// Watches a descriptor. Loop thread only.
  /// - Throws: `SystemCallError` when the kernel refuses (out of memory, not a pollable file).
  public func register(
    _ descriptor: Int32, interest: Interest, _ handler: any ReadinessHandler
  ) throws(SystemCallError) -> Registration {
    let place = Int(descriptor)
    if place >= slots.count {
      slots.append(contentsOf: repeatElement(Slot(), count: place + 1 - slots.count))
    }
    // All ones would be the loop's own eventfd.
    slots[place].generation = (slots[place].generation &+ 1) & 0x7FFF_FFFF
    let registration = Registration(
      descriptor: descriptor, generation: slots[place].generation)
    let code = clinux_epoll_add(epoll, descriptor, interest.epollMask, registration.epollData)
    guard code == 0 else { throw SystemCallError(call: "epoll_ctl", code: -code) }
    slots[place].handler = handler
    return registration
  }

  /// Changes what a descriptor is watched for; does nothing once deregistered. Loop thread only.
  public func update(_ registration: Registration, interest: Interest) {
    guard isLive(registration) else { return }
    _ = clinux_epoll_modify(
      epoll, registration.descriptor, interest.epollMask, registration.epollData)
  }

  /// Forgets a descriptor; to be called before it is closed. A second call does nothing.
  /// Loop thread only.
  public func deregister(_ registration: Registration) {
    guard isLive(registration) else { return }
    _ = clinux_epoll_remove(epoll, registration.descriptor)
    slots[Int(registration.descriptor)].handler = nil
  }

  private func isLive(_ registration: Registration) -> Bool {
    let slot = slots[Int(registration.descriptor)]
    return slot.generation == registration.generation && slot.handler != nil
  }

  // MARK: Timers

  /// Runs `work` on the loop once `delay` has passed. Loop thread only.
  @discardableResult
  public func schedule(
    after delay: Duration, _ work: @escaping @Sendable () -> Void
  ) -> TimerToken {
    let deadline = clinux_monotonic_nanoseconds() &+ delay.nanoseconds
    return timers.add(deadline: deadline, work)
  }

  /// Drops scheduled work that has not run yet. Loop thread only.
  public func cancel(_ token: TimerToken) {
    timers.cancel(token)
  }

  // MARK: Running

  /// Runs on the calling thread until `stop()`.
  public func run() {
    let me = Unmanaged.passUnretained(self).toOpaque()
    pthread_setspecific(currentLoopKey, me)
    thread.store(UInt(pthread_self()), ordering: .relaxed)
    let buffer = UnsafeMutableRawPointer.allocate(
      byteCount: Self.eventBatch * Int(clinux_event_size()), alignment: 16)
    turnTime = clinux_monotonic_nanoseconds()
    while !stopping.load(ordering: .relaxed) {
      turn(buffer)
    }
    finishQueue()
    for handler in slots.compactMap(\.handler) { handler.loopEnded() }
    finishQueue()
    buffer.deallocate()
    forgetAll()
    thread.store(0, ordering: .relaxed)
    pthread_setspecific(currentLoopKey, nil)
  }

  /// Makes `run()` return after the current turn and what is queued by then. Tasks that wait for
  /// something only this loop could deliver never resume: drain first. Handlers of descriptors that
  /// are still watched are told by `loopEnded()`.
  public func stop() {
    stopping.store(true, ordering: .relaxed)
    wake()
  }

  private func finishQueue() {
    takeRemote()
    while !ready.isEmpty { runReady() }
  }

  /// Lets go of whatever still waits: handlers and timers hold the loop that holds them, and would
  /// keep each other for ever.
  private func forgetAll() {
    // Held until the loop's own lists are in order again: an end may come back to them.
    let (handlers, waiting, late) = (slots.compactMap(\.handler), timers, turnEnd)
    for place in slots.indices { slots[place].handler = nil }
    timers = TimerHeap()
    turnEnd = []
    withExtendedLifetime((handlers, waiting, late)) {}
  }

  private func turn(_ buffer: UnsafeMutableRawPointer) {
    let count = clinux_epoll_wait(epoll, buffer, Int32(Self.eventBatch), waitMilliseconds())
    turnTime = clinux_monotonic_nanoseconds()
    for i in 0..<Int(max(0, count)) {
      dispatch(clinux_event_data(buffer, i), Interest(epollMask: clinux_event_mask(buffer, i)))
    }
    while let work = timers.popDue(turnTime) { work() }
    // Bounded in number and time, so that jobs that keep making jobs do not starve the descriptors.
    var rounds = 0
    while !ready.isEmpty, rounds < 2 || rounds < 64 && !isTurnLong {
      runReady()
      rounds += 1
    }
    finishTurn()
  }

  /// Whether who waits for the next turn waits too long already.
  private var isTurnLong: Bool { clinux_monotonic_nanoseconds() - turnTime > 5_000_000 }

  private func finishTurn() {
    guard !turnEnd.isEmpty else { return }
    let work = turnEnd
    turnEnd.removeAll(keepingCapacity: true)
    for item in work { item() }
  }

  private func waitMilliseconds() -> Int32 {
    if !ready.isEmpty || !turnEnd.isEmpty { return 0 }
    guard let deadline = timers.nextDeadline else { return -1 }
    let wait = deadline - clinux_monotonic_nanoseconds()
    if wait <= 0 { return 0 }
    // Rounded up, or the loop would spin through the last millisecond.
    return Int32(min(wait / 1_000_000 + 1, 60_000))
  }

  private func dispatch(_ data: UInt64, _ events: Interest) {
    guard data != UInt64.max else {
      var ticks: UInt64 = 0
      _ = read(wakeup, &ticks, 8)
      takeRemote()
      return
    }
    let place = Int(data & 0xFFFF_FFFF)
    let slot = slots[place]
    guard slot.generation == UInt32(data >> 32), let handler = slot.handler else { return }
    handler.ready(events)
  }

  private func takeRemote() {
    let arrived = remote.withLock { queue in
      let taken = queue
      queue = []
      return taken
    }
    ready.append(contentsOf: arrived)
  }

  private func runReady() {
    swap(&ready, &running)
    let executor = asUnownedTaskExecutor()
    for work in running {
      switch work {
      case .job(let job): job.runSynchronously(on: executor)
      case .closure(let body): body()
      }
    }
    running.removeAll(keepingCapacity: running.count <= 4_096)
  }
}

private let currentLoopKey: pthread_key_t = {
  var key = pthread_key_t()
  pthread_key_create(&key, nil)
  return key
}()

extension Duration {
  /// Whole nanoseconds, clamped to what fits.
  var nanoseconds: Int64 {
    let (seconds, attoseconds) = components
    let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    return overflow ? (seconds < 0 ? .min / 2 : .max / 2) : whole &+ attoseconds / 1_000_000_000
  }
}
