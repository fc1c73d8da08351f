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
        \(topics), \(data), \(at)
      \(isThere)
      """,
    ]
  }

  /// Writes many at once, each with its event.
  static func inserting(_ told: [ToldNotification], _ dialect: Dialect) -> [SQL] {
    let hasLeft: SQL = """
      WHERE NOT EXISTS (
        SELECT 1 FROM platform_leavers WHERE user_id = new.c2 AND state = 'left')
      """
    let content = dialect.unnest(
      [
        .uuids(told.map { $0.id.rawValue }), .uuids(told.map { $0.user.rawValue }),
        .texts(told.map(\.context)), .texts(told.map { $0.content.event }),
        .texts(told.map { $0.content.title }), .texts(told.map { $0.content.body }),
        .texts(told.map { $0.content.kind.rawValue }),
        .texts(told.map { $0.content.priority.rawValue }),
        .optionalTexts(told.map { $0.content.actionURL }), .instants(told.map(\.at)),
      ], as: "new")
    let events = dialect.unnest(
      [
        .uuids(told.map { $0.eventID.rawValue }), .uuids(told.map { $0.user.rawValue }),
        .texts(told.map(\.context)), .texts(told.map { "notification:\($0.id)" }),
        .texts(told.map(\.topics)), .texts(told.map(\.data)), .instants(told.map(\.at)),
      ], as: "new")
    return [
      """
      INSERT INTO platform_notifications (id, user_id, context, event, title, body, kind, priority,
        action_url, created_at)
      SELECT c1, c2, c3, c4, c5, c6, c7, c8, c9, c10 FROM \(content) \(hasLeft)
      """,
      """
      INSERT INTO platform_outbox (id, context, type, aggregate, number, topics, data, at)
      SELECT c1, c3, 'notification.created', c4, 1, c5, c6, c7 FROM \(events) \(hasLeft)
      """,
    ]
  }

  private var topics: String { #"["user:\#(user)"]"# }

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
