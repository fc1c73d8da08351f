public import Kernel
public import Work

/// A notification as its user finds it.
public struct UserNotification: Hashable, Sendable {
  /// Its id.
  public let id: NotificationID
  /// The context that tells it.
  public let context: String
  /// What it tells.
  public let content: Notification
  /// When it was told.
  public let createdAt: Instant
  /// When the user read it; nil while they have not.
  public let readAt: Instant?

  /// A notification of a user.
  public init(
    id: NotificationID, context: String, content: Notification, createdAt: Instant,
    readAt: Instant?
  ) {
    self.id = id
    self.context = context
    self.content = content
    self.createdAt = createdAt
    self.readAt = readAt
  }
}

/// Which notifications are asked for; nil asks for all.
public struct NotificationFilter: Hashable, Sendable {
  /// Only those that are read, or are not.
  public var isUnread: Bool?
  /// What the user may do about them.
  public var kind: Notification.Kind?
  /// The context that tells them.
  public var context: String?

  /// All notifications.
  public init(isUnread: Bool? = nil, kind: Notification.Kind? = nil, context: String? = nil) {
    self.isUnread = isUnread
    self.kind = kind
    self.context = context
  }
}
