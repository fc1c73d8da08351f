import Kernel
import Notifications
import PlatformSQL
import Work

/// What users do with their notifications, wherever contexts keep them.
struct NotificationDesk: Sendable {
  let places: [SQLNotifications]
  let preferences: SQLPreferences
  /// The events that contexts notify users of, and whether each is critical.
  let events: [String: Bool]
  let clock: any WallClock

  /// Up to `limit` notifications of a user with ids below `before`, newest first.
  func notifications(
    of user: UserID, _ filter: NotificationFilter, before: NotificationID?, limit: Int
  ) async throws -> [UserNotification] {
    try await MergedList(places) { $0.id > $1.id }.first(limit) { place, limit in
      try await place.notifications(of: user, filter, before: before, limit: limit)
    }
  }

  /// How many notifications a user has not read.
  func unreadCount(of user: UserID) async throws -> Int {
    var count = 0
    for place in places { count += try await place.unreadCount(of: user) }
    return count
  }

  /// Marks notifications as read.
  /// - Parameter ids: which; nil for all.
  /// - Returns: how many are unread then.
  func markRead(_ ids: [NotificationID]?, of user: UserID) async throws -> Int {
    let now = clock.now()
    for place in places { try await place.markRead(ids, of: user, at: now) }
    return try await unreadCount(of: user)
  }

  /// Removes a notification.
  /// - Throws: `NotFound` where the user has none of this id, or the store's error.
  func remove(_ id: NotificationID, of user: UserID) async throws {
    for place in places where try await place.remove(id, of: user) { return }
    throw NotFound()
  }

  /// Removes everything of a user who has left.
  func erase(_ user: UserID) async throws {
    for place in places { try await place.removeAll(of: user) }
    try await preferences.remove(of: user)
  }

  /// What a user has chosen, and the version of it; 0 where they have chosen nothing.
  func preferences(
    of user: UserID
  ) async throws -> (content: NotificationPreferences, version: Int64) {
    try await preferences.preferences(of: user) ?? (NotificationPreferences(), 0)
  }

  /// Replaces what a user has chosen.
  /// - Returns: the new version.
  /// - Throws: `PreferenceRefusal`, what `precondition` throws, or the store's error.
  func replace(
    _ chosen: NotificationPreferences, of user: UserID,
    precondition: @escaping @Sendable (Int64) throws -> Void
  ) async throws -> Int64 {
    try chosen.check(against: events)
    return try await preferences.replace(
      chosen, of: user, at: clock.now(), precondition: precondition)
  }
}
