import ContextKit
import Databases
import Jobs
import Kernel
import Observability
import PlatformSQL
import Storage

extension Assembly {
  /// Starts what the contexts do while the server runs, each in a task of its own.
  /// - Parameter runsJobs: whether this server is one of those that run jobs.
  public func startBackground(runsJobs: Bool) -> RunningBackground {
    let work = contexts.offers[BackgroundOffer.self] + sweeps + storeTime
    return RunningBackground(
      jobs: runsJobs ? start(work.filter { $0.servers == .workers }) : [],
      others: start(work.filter { $0.servers == .all }))
  }

  private func start(_ work: [BackgroundWork]) -> [Task<Void, Never>] {
    work.map { work in Task { [log] in await work.keepRunning(log) } }
  }

  /// Keeps this server's clock with that of the database.
  private var storeTime: [BackgroundWork] {
    guard let clock = clock as? SteadyClock,
      let database = stores.store(of: platform.name)?.database
    else { return [] }
    return [
      BackgroundWork("store time") { try await StoreTime.follow(database, with: clock) }
    ]
  }

  private var sweeps: [BackgroundWork] {
    let (databases, clock, business) = (stores.all.map(\.database), clock, businessClock)
    return PlatformSweep.all.map { sweep in
      BackgroundWork(sweep.name) {
        try await sweep.run(in: databases, clock: clock, businessClock: business)
      }
    }
  }
}

/// What the contexts do while the server runs.
public struct RunningBackground: Sendable {
  /// How long what is under way may take to end when everything else has.
  private static let patience = Duration.seconds(1)

  let jobs: [Task<Void, Never>]
  let others: [Task<Void, Never>]

  /// Takes no more jobs. Those under way have some seconds, while the server finishes its requests.
  public func stopJobs() {
    for task in jobs { task.cancel() }
  }

  /// Ends everything, and waits a moment for it.
  public func end() async {
    for task in jobs + others { task.cancel() }
    try? await withTimeLimit(JobRunner.grace + Self.patience) { [jobs] in
      for task in jobs { await task.value }
    }
    try? await withTimeLimit(Self.patience) { [others] in
      for task in others { await task.value }
    }
  }
}
