public import Events
public import Kernel
public import Work

/// Reviews an item after it was committed. It may run more than once.
public struct ReviewItem: Job {
  /// `example.review_item`.
  public static let kind = "example.review_item"
  /// Which item.
  public let item: Item.ID

  /// Asks for an item to be reviewed.
  public init(_ item: Item) {
    self.item = item.id
  }
}

extension ItemService {
  /// The name under which renames are noted, which never changes.
  public static let renameSubscriber = "example.reviews"

  /// Reviews an item and tells its owner. The job ends with it, so that they are told once.
  /// - Throws: `JobTaken` where somebody else has the job by now, or the store's error.
  public func review(_ id: Item.ID, in run: JobRun) async throws {
    let now = clock.now()
    try await store.atomically(.unkeyed) { transaction in
      if var item = try transaction.lockItem(id), item.review(at: now) {
        try transaction.updateReview(of: item)
        try transaction.work.notify(.itemReviewed(item), item.owner)
      }
      try transaction.work.complete(run)
    }
  }

  /// Has an item reviewed again that was renamed, once for each event, however often it comes.
  /// - Throws: the store's error.
  public func reviewAgain(_ id: Item.ID, after event: RelayedEvent.ID) async throws {
    try await store.atomically(.unkeyed) { transaction in
      guard try transaction.work.receive(event, by: Self.renameSubscriber),
        var item = try transaction.lockItem(id)
      else { return }
      item.awaitReview()
      try transaction.updateReview(of: item)
      try transaction.work.enqueue(ReviewItem(item), unique: .byArguments)
    }
  }
}

extension Notification {
  /// `example.item.reviewed`
  static func itemReviewed(_ item: Item) -> Notification {
    Notification(
      "example.item.reviewed", title: "Your item was reviewed",
      body: "\(item.title) is in order.", kind: .success)
  }
}
