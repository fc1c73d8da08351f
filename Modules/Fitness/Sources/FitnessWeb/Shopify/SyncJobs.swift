import Fitness
import Jobs
import Kernel

/// Makes runs of the sync. A run may take two hours; what is left of the limit ends it in order.
func syncJobs(_ syncs: ShopSyncService) -> [JobHandler] {
  [
    JobHandler(
      SyncShop.self, timeLimit: .seconds(3 * 3_600),
      callingOff: { try await syncs.callOff($0) },
      perform: { try await syncs.perform($0, in: $1) })
  ]
}

/// At three in the morning.
func syncSchedule(in zone: TimeZoneRules) -> Schedule {
  Schedule(SyncShop.kind, .daily(at: .hour(3), in: zone)) { _ in SyncShop(nil) }
}
