import Configuration
import ContextKit
import Jobs
import Kernel
import Payments
import PlatformSQL
import Work

/// What runs the jobs of every database, and what operators do with them.
struct JobParts: Sendable {
  let desk: JobDesk
  let clockDesk: ClockDesk
  private let environment: ContextEnvironment
  private let places: [JobDesk.Place]

  /// - Parameter all: what contexts offer: their handlers and schedules.
  init(
    _ environment: ContextEnvironment, _ stores: [SharedStore], _ webhooks: WebhookParts,
    _ all: AllOffers, _ payments: PaymentParts
  ) {
    self.environment = environment
    let intake = payments.intake(all)
    places = stores.map { store in
      let mine = all.contexts.filter { store.contexts.contains($0.context) }
      return JobDesk.Place(
        jobs: SQLJobs(database: store.store.database, ids: environment.ids),
        schedules: mine.flatMap { $0.offers.schedules },
        handlers: mine.flatMap { $0.offers.jobs }
          + [environment.leaving.handler(in: store.contexts), intake.handler]
          + payments.sandboxJobs(intake, in: store))
    }
    desk = JobDesk(
      places: places, clock: environment.clock, machine: environment.machineClock,
      retryWithEffect: { try await webhooks.retry($0, due: $1, audit: $2) })
    clockDesk = ClockDesk(
      clock: environment.businessClock, machine: environment.machineClock,
      walk: ClockWalk(
        environment.businessClock, over: environment.machineClock,
        kept: SQLClock(database: environment.database),
        places: places.map {
          ClockWalk.Place(
            store: $0.jobs, schedules: $0.schedules, queues: Set($0.handlers.map(\.queue)))
        }),
      isTest: environment.configuration[ClockSettings.test])
  }

  /// Runs jobs on workers; keeps the time of the store where it may be moved.
  var background: [BackgroundWork] {
    let metrics = JobMetrics(environment.metrics)
    let worker: WorkerID = environment.ids.make()
    var work = places.enumerated().map { index, place in
      running(place, worker, metrics, named: "\(index)")
    }
    if clockDesk.isTest {
      work.append(
        BackgroundWork("business clock") { [environment] in
          try await SQLClock(database: environment.database).follow(environment.businessClock)
        })
    }
    return work
  }

  private func running(
    _ place: JobDesk.Place, _ worker: WorkerID, _ metrics: JobMetrics, named name: String
  ) -> BackgroundWork {
    var parts = JobRunner.Parts(
      store: place.jobs, handlers: place.handlers, schedules: place.schedules, worker: worker,
      clock: environment.clock, machineClock: environment.machineClock,
      random: environment.random, log: environment.log, metrics: metrics, name: name)
    parts.isAlone = place.jobs.isOfOneServer
    let runner = JobRunner(parts)
    environment.businessClock.onMove { [weak runner] in runner?.wake() }
    return BackgroundWork("jobs", on: .workers) {
      try await withThrowingTaskGroup { group in
        group.addTask { try await runner.run() }
        group.addTask {
          for await _ in place.jobs.announcements { runner.wake() }
        }
        defer { group.cancelAll() }
        try await group.next()
        try await group.next()
      }
    }
  }
}
