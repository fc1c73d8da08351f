import Ajo
import Kernel
import Storage

extension ChatMessage {
  static let columns: SQL = "id, circle_id, number, user_id, message, created_at, deleted_at"

  init(row: Row) throws {
    self.init(
      id: try row["id"], circleID: try row["circle_id"], number: try row["number"],
      userID: try row["user_id"], text: try row["message"], createdAt: try row["created_at"],
      deletedAt: try row["deleted_at"])
  }
}

extension CircleView {
  /// How many messages of others the member `m` has not read, of as many as are counted.
  static let unreadColumn: SQL =
    """
    (SELECT COUNT(*) FROM ajo_messages g
      WHERE g.circle_id = m.circle_id AND g.number > m.read_number
        AND g.number <= m.read_number + \(CircleView.unreadLimit)
        AND g.user_id <> m.user_id AND g.deleted_at IS NULL AND m.state = 'active') AS unread
    """

  /// How many messages of others a member has not read.
  static func selectingUnread(in circle: Circle.ID, by member: UserID) -> SQL {
    """
    SELECT \(unreadColumn) FROM ajo_members m
    WHERE m.circle_id = \(circle) AND m.user_id = \(member)
    """
  }
}
