import JSON
import Kernel
import Storage
import Work

/// A row of `platform_notifications` that is yet to be written, with the event that tells of it.
struct ToldNotification {
  private let id: NotificationID
  private let eventID: Identifier<PublishedEvent>
  private let user: UserID
  private let context: String
  private let content: Notification
  private let at: Instant

  init(
    _ content: Notification, to user: UserID, id: NotificationID,
    eventID: Identifier<PublishedEvent>, context: String, at now: Instant
  ) {
    self.id = id
    self.eventID = eventID
    self.user = user
    self.context = context
    self.content = content
    at = now
  }

  /// Writes the notification and its event. Nothing else happens to the same aggregate, so the
  /// event is its first without anybody counting. For somebody who has left, nothing is written.
  var statements: [SQL] {
    let isThere: SQL = """
      WHERE NOT EXISTS (
        SELECT 1 FROM platform_leavers WHERE user_id = \(user) AND state = 'left')
      """
    return [
      """
      INSERT INTO platform_notifications (id, user_id, context, event, title, body, kind, priority,
        action_url, created_at)
      SELECT \(id), \(user), \(context), \(content.event), \(content.title), \(content.body),
        \(content.kind), \(content.priority), \(content.actionURL), \(at)
      \(isThere)
      """,
      """
      INSERT INTO platform_outbox (id, context, type, aggregate, number, topics, data, at)
      SELECT \(eventID), \(context), 'notification.created', \("notification:\(id)"), 1,
        \(#"["user:\#(user)"]"#), \(data), \(at)
      \(isThere)
      """,
    ]
  }

  /// What the event tells, as the list of notifications does.
  private var data: String {
    var writer = JSONWriter(reserving: 256)
    writer.beginObject()
    for (name, value) in [
      ("id", "\(id)"), ("title", content.title), ("body", content.body),
      ("type", content.kind.rawValue), ("priority", content.priority.rawValue),
    ] {
      writer.key(name)
      writer.value(value)
    }
    writer.key("is_read")
    writer.value(false)
    writer.key("read_at")
    writer.null()
    writer.key("action_url")
    if let url = content.actionURL { writer.value(url) } else { writer.null() }
    for (name, value) in [
      ("context", context), ("event", content.event), ("created_at", "\(at)"),
    ] {
      writer.key(name)
      writer.value(value)
    }
    writer.endObject()
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}
