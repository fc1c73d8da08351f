internal import Kernel
internal import Observability
internal import Synchronization
internal import Work

/// The places of one queue at one server.
final class QueueLine: Sendable {
  let queue: JobQueue
  let bell = Doorbell()
  private let parts: JobRunner.Parts
  private let pulse: Pulse
  private let handlers: [String: JobHandler]
  private let running = Mutex<[JobRun: Task<Void, Never>]>([:])

  init(_ queue: JobQueue, _ parts: JobRunner.Parts, _ pulse: Pulse) {
    self.queue = queue
    self.parts = parts
    self.pulse = pulse
    handlers = Dictionary(
      parts.handlers.filter { $0.queue == queue }.map { ($0.kind, $0) },
      uniquingKeysWith: { first, _ in first })
  }

  /// Now, by the clock of the queue.
  private var due: Instant {
    switch queue.timing {
    case .business: parts.clock.now()
    case .machine: parts.machineClock.now()
    }
  }

  /// Fills the places with what is due until the task is cancelled.
  func serve() async {
    let kinds = handlers.keys.sorted()
    var reclaimed: ContinuousClock.Instant?
    while !Task.isCancelled {
      // Here, where no claim is under way: all that is ours by the store is known, or astray.
      if reclaimed.map({ $0.duration(to: .now) >= JobRunner.pulse }) ?? true, await reclaim() {
        reclaimed = .now
      }
      let free = pulse.isFresh ? queue.concurrency - running.withLock { $0.count } : 0
      var taken = 0
      if free > 0 {
        do {
          let jobs = try await parts.store.claim(
            free, from: queue, of: kinds, for: parts.worker, due: due, at: parts.clock.now())
          for job in jobs { start(job) }
          taken = jobs.count
        } catch is CancellationError {
          return
        } catch {
          // They may have been taken nevertheless.
          reclaimed = nil
          parts.log.warning(
            "jobs could not be taken",
            ["queue": .string(queue.name), "reason": .string("\(error)")])
        }
      }
      // Whoever got as many as there were places for may find more.
      if free == 0 || taken < free { await bell.wait(atMost: JobRunner.idle) }
    }
  }

  /// Has jobs run that are this worker's, as the store says, and that it knows nothing of.
  /// - Returns: false if the store could not be asked.
  private func reclaim() async -> Bool {
    do {
      let strays = try await parts.store.reclaim(
        from: queue, of: parts.worker, except: running.withLock { Set($0.keys) },
        at: parts.clock.now())
      if strays > 0 {
        parts.log.warning(
          "jobs that this worker knew nothing of are due again",
          ["queue": .string(queue.name), "jobs": .integer(Int64(strays))])
      }
      return true
    } catch {
      // The claim that follows tells of it.
      return false
    }
  }

  private func start(_ job: ClaimedJob) {
    running.withLock { running in
      running[job.run] = Task.detached { [self] in
        await attempt(job)
        _ = self.running.withLock { $0.removeValue(forKey: job.run) }
        bell.ring()
      }
    }
  }

  private func attempt(_ job: ClaimedJob) async {
    guard let handler = handlers[job.kind] else { return }
    let begin = ContinuousClock.now
    var end = JobEnd.completed
    do {
      try await withTimeLimit(handler.timeLimit) {
        try await handler.perform(job.arguments, job.run)
      }
    } catch is CancellationError where Task.isCancelled {
      // The server ends, or the job was cancelled: it is given back, if it is still ours.
      return await keep(job) { try await self.parts.store.release([job.run]) }
    } catch is JobTaken {
      return
    } catch {
      end = .failing(
        error, job.run.attempt, of: job.run.maxAttempts, at: due,
        jitter: Int(parts.random.bytes(2).reduce(0) { $0 << 8 | Int($1) } % 1_000))
      tell(job, end, error)
    }
    parts.metrics.note(job.kind, end, took: begin.duration(to: .now))
    await keep(job) { [end] in
      try await self.parts.store.finish(job.run, as: end, at: self.parts.clock.now())
    }
  }

  private func tell(_ job: ClaimedJob, _ end: JobEnd, _ error: any Error) {
    if case .snoozed = end { return }
    let fields: KeyValuePairs<String, LogValue> = [
      "kind": .string(job.kind), "job": .string("\(job.run.id)"),
      "attempt": .integer(Int64(job.run.attempt)), "reason": .string("\(error)"),
    ]
    if case .discarded = end {
      parts.log.error("a job was given up", fields)
    } else {
      parts.log.warning("a job failed and is tried again", fields)
    }
  }

  /// Writes how an attempt ended, again and again while the store cannot be had: nobody else takes
  /// a job of a worker that is alive.
  private func keep(_ job: ClaimedJob, _ write: @escaping @Sendable () async throws -> Void) async {
    await Task.detached { [parts] in
      var tries: Int64 = 0
      while true {
        do {
          return try await write()
        } catch {
          tries += 1
          parts.log.warning(
            "a job's end could not be written",
            [
              "job": .string("\(job.run.id)"), "try": .integer(tries),
              "reason": .string("\(error)"),
            ])
          try? await Task.sleep(for: .seconds(min(tries, 10)))
        }
      }
    }.value
  }

  /// Makes jobs due that a clock that was ahead put off.
  func hasten() async throws {
    try await parts.store.hasten(queue, due: due, at: parts.clock.now())
  }

  /// Stops attempts that are not the jobs' any more.
  func dropLost() async throws {
    let runs = running.withLock { Array($0.keys) }
    guard !runs.isEmpty else { return }
    let lost = try await parts.store.lost(among: runs)
    running.withLock { running in
      for run in lost { running[run]?.cancel() }
    }
  }

  /// Waits for attempts to end, and cancels those that take longer.
  func end(within grace: Duration) async {
    let tasks = running.withLock { Array($0.values) }
    guard !tasks.isEmpty else { return }
    let limit = Task {
      guard (try? await Task.sleep(for: grace)) != nil else { return }
      for task in tasks { task.cancel() }
    }
    for task in tasks { await task.value }
    limit.cancel()
  }
}
