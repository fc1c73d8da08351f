import Ajo
import Kernel
import PlatformSQL
import Storage

// Messages within a unit of work. Their circle is locked, so that they are numbered without gaps.
extension SQLCircleTransaction {
  func message(_ id: ChatMessage.ID, of circle: Circle.ID) throws -> ChatMessage? {
    try sql.first(
      """
      SELECT \(ChatMessage.columns) FROM ajo_messages
      WHERE id = \(id) AND circle_id = \(circle)
      """, ChatMessage.init(row:))
  }

  func lastMessageNumber(of circle: Circle.ID) throws -> Int64 {
    try sql.first(
      """
      SELECT number FROM ajo_messages WHERE circle_id = \(circle)
      ORDER BY number DESC
      LIMIT 1
      """
    ) { try $0["number"] } ?? 0
  }

  func lastMessageTimes(
    by member: UserID, in circle: Circle.ID, limit: Int
  ) throws -> [Instant] {
    try sql.all(
      """
      SELECT created_at FROM ajo_messages
      WHERE circle_id = \(circle) AND user_id = \(member)
      ORDER BY created_at DESC
      LIMIT \(limit)
      """
    ) { try $0["created_at"] }
  }

  func insert(_ message: ChatMessage) throws {
    try sql.deferred([
      """
      INSERT INTO ajo_messages (id, circle_id, number, user_id, message, created_at)
      VALUES (\(message.id), \(message.circleID), \(message.number), \(message.userID),
        \(message.text), \(message.createdAt))
      """
    ])
  }

  func update(_ message: ChatMessage) throws {
    try sql.deferred([
      """
      UPDATE ajo_messages SET message = \(message.text), deleted_at = \(message.deletedAt)
      WHERE id = \(message.id)
      """
    ])
  }

  func markRead(through number: Int64, by member: UserID, in circle: Circle.ID) throws {
    try sql.deferred([
      """
      UPDATE ajo_members SET read_number = \(number)
      WHERE circle_id = \(circle) AND user_id = \(member) AND read_number < \(number)
      """
    ])
  }

  func unread(in circle: Circle.ID, by member: UserID) throws -> Int {
    try sql.first(CircleView.selectingUnread(in: circle, by: member)) { try $0["unread"] } ?? 0
  }
}
