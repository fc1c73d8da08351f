import Events
import JSON
import Kernel
import Notifications
import PlatformSQL
import Ports
import Router
import Work

/// What becomes of notifications when their user leaves.
enum PersonalNotifications {
  /// The event of every notification, which `user:<id>` carries.
  static let declaration = EventDeclaration(
    "notification.created", "A user was notified. The data is the notification.")

  /// Erases the notifications and the preferences of those who have left. To do it twice does no
  /// harm.
  static func eraser(_ desk: NotificationDesk) -> EventSubscriber {
    .ofLeavers("platform.leavers") { user, _ in try await desk.erase(user) }
  }
}

/// What is kept of notifications about a person, for them to take away.
struct NotificationExport: PersonalDataSource {
  private let desk: NotificationDesk
  private static let page = 200

  init(_ desk: NotificationDesk) { self.desk = desk }

  func sections(of user: UserID) -> [PersonalDataSection] {
    [
      .list("notifications") { append in
        var before: NotificationID?
        repeat {
          let found = try await desk.notifications(
            of: user, NotificationFilter(), before: before, limit: Self.page)
          for notification in found {
            try await append(NotificationBody.shape.encode(NotificationBody(notification)))
          }
          before = found.count == Self.page ? found.last?.id : nil
        } while before != nil
      },
      .value("notification_preferences") {
        let (content, version) = try await desk.preferences(of: user)
        return PreferencesBody.shape.encode(PreferencesBody(content: content, version: version))
      },
    ]
  }
}
