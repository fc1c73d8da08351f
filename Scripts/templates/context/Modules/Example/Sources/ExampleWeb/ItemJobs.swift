import Example
import Jobs
import Kernel

/// Does the jobs of items.
/// - Parameter reminderAge: how old an item is of which its owner is reminded, as it is set now.
func itemJobs(
  _ items: ItemService, reminderAge: @escaping @Sendable () -> Duration
) -> [JobHandler] {
  [
    JobHandler(ReviewItem.self) { job, run in try await items.review(job.item, in: run) },
    JobHandler(EraseItems.self) { job, run in
      try await items.eraseItems(of: job.user, in: run)
    },
    JobHandler(RemindOwners.self) { _, run in
      try await items.remind(ofItemsOlderThan: reminderAge(), in: run)
    },
  ]
}

/// Reminds owners at nine in the morning of a zone.
func itemSchedules(in zone: TimeZoneRules) -> [Schedule] {
  [Schedule("example.reminders", .daily(at: .hour(9), in: zone)) { _ in RemindOwners() }]
}
