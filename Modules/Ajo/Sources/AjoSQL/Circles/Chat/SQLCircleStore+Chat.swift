public import Ajo
public import Kernel
import PlatformSQL
import Storage

extension SQLCircleStore {
  /// A page of a circle's messages, the newest first.
  public func messages(
    of circle: Circle.ID, before number: Int64, limit: Int
  ) async throws -> [ChatMessage] {
    try await work.database.all(
      """
      SELECT \(ChatMessage.columns) FROM ajo_messages
      WHERE circle_id = \(circle) AND number < \(number)
      ORDER BY number DESC
      LIMIT \(limit)
      """, ChatMessage.init(row:))
  }

  /// A page of what a user wrote.
  public func messages(
    by user: UserID, after id: ChatMessage.ID?, limit: Int
  ) async throws -> [ChatMessage] {
    let place: SQL = id.map { "AND g.id > \($0)" } ?? ""
    return try await work.database.all(
      """
      SELECT g.id, g.circle_id, g.number, g.user_id, g.message, g.created_at, g.deleted_at
      FROM ajo_members m JOIN ajo_messages g
        ON g.circle_id = m.circle_id AND g.user_id = m.user_id
      WHERE m.user_id = \(user) AND g.deleted_at IS NULL \(place)
      ORDER BY g.id
      LIMIT \(limit)
      """, ChatMessage.init(row:))
  }

  /// How many messages a member has not read.
  public func unread(in circle: Circle.ID, by member: UserID) async throws -> Int {
    try await work.database.first(CircleView.selectingUnread(in: circle, by: member)) {
      try $0["unread"]
    } ?? 0
  }
}
