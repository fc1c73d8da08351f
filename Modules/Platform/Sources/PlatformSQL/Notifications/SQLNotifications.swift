public import Kernel
public import Notifications
public import Storage
public import Work

/// The notifications in one database.
public struct SQLNotifications: Sendable {
  private let database: any Database

  /// Notifications in a database with the platform's tables.
  public init(database: any Database) {
    self.database = database
  }

  /// Up to `limit` notifications of a user with ids below `before`, newest first.
  public func notifications(
    of user: UserID, _ filter: NotificationFilter, before: NotificationID?, limit: Int
  ) async throws -> [UserNotification] {
    let unread: SQL? = filter.isUnread.map { $0 ? "read_at IS NULL" : "read_at IS NOT NULL" }
    let conditions: [SQL] = [
      "user_id = \(user)", before.map { "id < \($0)" }, unread,
      filter.kind.map { "kind = \($0)" }, filter.context.map { "context = \($0)" },
    ].compactMap { $0 }
    return try await database.all(
      """
      SELECT id, context, event, title, body, kind, priority, action_url, created_at, read_at
      FROM platform_notifications
      WHERE \(SQL.joined(conditions, separator: " AND "))
      ORDER BY id DESC
      LIMIT \(limit)
      """, UserNotification.init(row:))
  }

  /// How many notifications a user has not read.
  public func unreadCount(of user: UserID) async throws -> Int {
    try await database.first(
      """
      SELECT count(*) FROM platform_notifications WHERE user_id = \(user) AND read_at IS NULL
      """
    ) { try $0.get(0, as: Int.self) } ?? 0
  }

  /// Marks a user's notifications as read; those that are already, or are not theirs, stay as they
  /// are.
  /// - Parameter ids: which; nil for all.
  public func markRead(_ ids: [NotificationID]?, of user: UserID, at now: Instant) async throws {
    let chosen: SQL = ids.map { "AND id \(database.dialect.isAmong($0.sqlValue))" } ?? ""
    try await database.execute(
      """
      UPDATE platform_notifications SET read_at = \(now)
      WHERE user_id = \(user) AND read_at IS NULL \(chosen)
      """)
  }

  /// Removes notifications that were read and are 90 days old, and all that are a year old.
  /// - Returns: how many.
  static func forgetOld(in database: any Database, at now: Instant) async throws -> Int {
    let season = NotificationID(earliestAt: now.adding(seconds: -90 * 86_400))
    let year = NotificationID(earliestAt: now.adding(seconds: -365 * 86_400))
    let sweep = Sweep(table: "platform_notifications", key: "id", time: "id")
    return try await sweep.run(
      where: "id < \(season) AND (read_at IS NOT NULL OR id < \(year))", slice: 1_000,
      in: database)
  }

  /// Removes all notifications of a user, in slices, so that nobody waits long.
  public func removeAll(of user: UserID) async throws {
    let slice: SQL = """
      SELECT id FROM platform_notifications WHERE user_id = \(user) ORDER BY id LIMIT 1000
      """
    let removal: SQL = """
      DELETE FROM platform_notifications WHERE id \(database.dialect.isAmongRows(of: slice))
      """
    while try await database.execute(removal) > 0 { try Task.checkCancellation() }
  }

  /// Removes a user's notification.
  /// - Returns: whether they had one of this id.
  public func remove(_ id: NotificationID, of user: UserID) async throws -> Bool {
    try await database.execute(
      "DELETE FROM platform_notifications WHERE id = \(id) AND user_id = \(user)") == 1
  }
}

extension Notification.Kind: SQLBindable, SQLDecodable {}
extension Notification.Priority: SQLBindable, SQLDecodable {}

extension UserNotification {
  fileprivate init(row: Row) throws {
    self.init(
      id: try row.get(0, as: NotificationID.self), context: try row.get(1, as: String.self),
      content: Notification(
        try row.get(2, as: String.self), title: try row.get(3, as: String.self),
        body: try row.get(4, as: String.self), kind: try row.get(5, as: Notification.Kind.self),
        priority: try row.get(6, as: Notification.Priority.self),
        actionURL: try row.get(7, as: String?.self)),
      createdAt: try row.get(8, as: Instant.self), readAt: try row.get(9, as: Instant?.self))
  }
}

extension Identifier {
  /// The first id that is made at an instant: ids are of version 7, with the milliseconds on top.
  fileprivate init(earliestAt instant: Instant) {
    self.init(rawValue: UInt128(UInt64(max(0, instant.milliseconds))) << 80)
  }
}
