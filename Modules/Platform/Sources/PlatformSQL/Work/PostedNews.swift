import Kernel
import Ledger
import Storage
import Work

/// What is written beside a posting of a batch: an event, and notifications with theirs. A batch of
/// postings writes one row with the events of all, and the notifications with one statement.
struct PostedNews: PostingNews {
  private let event: PublishedEvent
  private let notifications: [ToldNotification]

  /// - Throws: `ForeignName`, `EventTooLarge`, or what the event's data throws.
  init(
    _ news: Announcement, of context: String, ids: any IDSource, at now: Instant
  ) throws {
    try ForeignName.refuse(news.event.type, in: context)
    event = try PublishedEvent(news.event, id: ids.make(), context: context, at: now)
    notifications = try news.notifications.map { user, content in
      try ForeignName.refuse(content.event, in: context)
      return ToldNotification(
        content, to: user, id: ids.make(), eventID: ids.make(), context: context, at: now)
    }
  }

  /// What writes all of these; nothing for none.
  static func statements(_ news: [PostedNews], _ dialect: Dialect) -> [SQL] {
    guard !news.isEmpty else { return [] }
    let told = news.flatMap(\.notifications)
    return (told.isEmpty ? [] : [ToldNotification.inserting(told, dialect)])
      + [
        OutboxBatch.inserting(
          news.flatMap { [$0.event] + $0.notifications.map(\.event) }, dialect)
      ]
  }
}
