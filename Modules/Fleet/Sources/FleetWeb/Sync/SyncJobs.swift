import Fleet
import Jobs
import Kernel
import Work

/// Forgets deletions and pushed changes that are older than is promised.
struct PruneSync: Job {
  static let kind = "fleet.sync.prune"
}

/// Does it.
func syncJobs(
  _ store: any FleetStore, clock: any WallClock, terms: @escaping FleetTermsSource
) -> [JobHandler] {
  [
    JobHandler(PruneSync.self) { _, _ in
      let now = clock.now()
      try await store.forgetChanges(
        deletedBefore: now.adding(seconds: -Int64(terms().syncTombstoneDays) * 86_400),
        pushedBefore: now.adding(seconds: -Int64(PushedChange.daysKept) * 86_400))
    }
  ]
}

/// At three in the morning.
let syncSchedules = [Schedule("fleet.sync.prune", .daily(at: .hour(3))) { _ in PruneSync() }]
