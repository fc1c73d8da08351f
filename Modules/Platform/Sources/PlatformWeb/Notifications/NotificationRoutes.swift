import Kernel
import Notifications
import Router
import Work

/// What users are told.
func notificationRoutes(_ desk: NotificationDesk) -> [Route] {
  [
    .get(
      "/api/notifications", permission: .ownNotifications,
      summary: "List your notifications, newest first"
    ) { (caller, query: NotificationsQuery) in
      let found = try await desk.notifications(
        of: caller.userID, query.filter, before: query.page.after, limit: query.page.rowsToRead)
      return NotificationsBody(
        page: query.page.of(found) { NotificationBody($0) },
        unreadCount: try await desk.unreadCount(of: caller.userID))
    },
    .post(
      "/api/notifications/read", permission: .ownNotifications,
      summary: "Mark notifications as read"
    ) { (caller, input: ReadInput) in
      UnreadBody(count: try await desk.markRead(input.ids, of: caller.userID))
    },
    .delete(
      "/api/notifications/{id}", permission: .ownNotifications, summary: "Remove a notification"
    ) { (caller, input: RecordPath<NotificationTag>) in
      try await desk.remove(input.id, of: caller.userID)
      return Reply<NoContent>.noContent
    },
  ]
}

/// The query of `GET /api/notifications`.
struct NotificationsQuery: RequestInput {
  let filter: NotificationFilter
  let page: PageRequest<UserNotification, NotificationID>

  init(from fields: inout RequestFields) {
    filter = NotificationFilter(
      isUnread: fields.query("unread", .bool),
      kind: fields.query("type", .enumeration(Notification.Kind.self)),
      context: fields.query("context", .string(length: 1...100)))
    page = fields.page("platform.notifications", by: \.id)
  }
}

/// The body of `POST /api/notifications/read`.
struct ReadInput: RequestInput {
  /// Which; nil for all.
  let ids: [NotificationID]?

  init(from fields: inout RequestFields) {
    ids = fields.optionalBody("ids", .array(of: .id(of: NotificationTag.self), count: 1...500))
    let isAll = fields.optionalBody("all", .bool)
    fields.exactlyOne(of: "ids", "all")
    if isAll == false { fields.fail("all", "not_allowed", "Say true, or name the ids.") }
  }
}

/// A notification on the wire.
struct NotificationBody: ResponseBody {
  let notification: UserNotification

  init(_ notification: UserNotification) {
    self.notification = notification
  }

  static let shape = Shape<NotificationBody>(
    "Notification",
    .id("id") { $0.notification.id },
    .string("title") { $0.notification.content.title },
    .string("body") { $0.notification.content.body },
    .enumeration("type") { $0.notification.content.kind },
    .enumeration("priority") { $0.notification.content.priority },
    .bool("is_read") { $0.notification.readAt != nil },
    .optionalInstant("read_at") { $0.notification.readAt },
    .optionalString("action_url") { $0.notification.content.actionURL },
    .string("context") { $0.notification.context },
    .string("event") { $0.notification.content.event },
    .instant("created_at") { $0.notification.createdAt })
}

/// A page of notifications, with how many are unread in all.
struct NotificationsBody: ResponseBody {
  let page: Page<NotificationBody>
  let unreadCount: Int

  static let shape = Shape<NotificationsBody>(
    "NotificationPage",
    fields: Page<NotificationBody>.shape.pulled { $0.page } + [
      .integer("unread_count") { $0.unreadCount }
    ])
}

/// How many notifications are unread, on the wire.
struct UnreadBody: ResponseBody {
  let count: Int

  static let shape = Shape<UnreadBody>("UnreadCount", .integer("unread_count") { $0.count })
}
