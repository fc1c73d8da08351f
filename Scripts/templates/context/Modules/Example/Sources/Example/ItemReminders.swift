import Kernel
public import Work

/// Reminds owners of what they have kept for long. A schedule enqueues it.
public struct RemindOwners: Job {
  /// `example.remind`.
  public static let kind = "example.remind"

  /// Asks for owners to be reminded.
  public init() {}
}

extension ItemService {
  /// Reminds owners of their items of an age, of each item once. Each slice is a unit of work, so
  /// that nobody waits long for a lock; the job ends with the last one. A job that is run again
  /// goes on where it was.
  /// - Parameter limit: how many items a slice has, at least 1.
  /// - Throws: `JobTaken` where somebody else has the job by now, or the store's error.
  public func remind(
    ofItemsOlderThan age: Duration, in run: JobRun, slice limit: Int = 100
  ) async throws {
    let now = clock.now()
    let latest = now.adding(seconds: -age.components.seconds)
    var isDone = false
    while !isDone {
      isDone = try await store.atomically(.unkeyed) { transaction in
        let items = try transaction.lockUnreminded(madeBy: latest, limit: limit)
        try transaction.markReminded(items, at: now)
        for item in items { try transaction.work.notify(.itemReminder(item), item.owner) }
        if items.count < limit { try transaction.work.complete(run) }
        return items.count < limit
      }
    }
  }
}

extension Notification {
  /// `example.item.reminder`
  static func itemReminder(_ item: Item) -> Notification {
    Notification(
      "example.item.reminder", title: "Do you still need this?",
      body: "You have kept \(item.title) since \(item.createdAt).", kind: .actionRequired)
  }
}
