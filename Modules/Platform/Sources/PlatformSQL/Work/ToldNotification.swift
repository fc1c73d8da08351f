import JSON
import Kernel
import Storage
import Work

/// A row of `platform_notifications` that is yet to be written, and the event that tells of it.
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

  /// What tells the user's open sockets. Whoever hands it on passes over users who have left.
  var event: PublishedEvent {
    PublishedEvent(
      id: eventID, context: context, notification: id, of: user, data: data, at: at)
  }

  /// Writes notifications, but for users who have left.
  static func inserting(_ told: [ToldNotification], _ dialect: Dialect) -> SQL {
    let new = dialect.unnest(
      [
        .uuids(told.map { $0.id.rawValue }), .uuids(told.map { $0.user.rawValue }),
        .texts(told.map(\.context)), .texts(told.map { $0.content.event }),
        .texts(told.map { $0.content.title }), .texts(told.map { $0.content.body }),
        .texts(told.map { $0.content.kind.rawValue }),
        .texts(told.map { $0.content.priority.rawValue }),
        .optionalTexts(told.map { $0.content.actionURL }), .instants(told.map(\.at)),
      ], as: "new")
    return """
      INSERT INTO platform_notifications (id, user_id, context, event, title, body, kind, priority,
        action_url, created_at)
      SELECT c1, c2, c3, c4, c5, c6, c7, c8, c9, c10 FROM \(new)
      WHERE NOT EXISTS (
        SELECT 1 FROM platform_leavers WHERE user_id = new.c2 AND state = 'left')
      """
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
