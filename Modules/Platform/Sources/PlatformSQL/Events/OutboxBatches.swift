import Events
import Kernel
import Storage

/// The rows of `platform_outbox_batches`, which go when they were handed on.
enum OutboxBatches {
  /// How many are handed on at once.
  static let most = 32

  /// The first batches that wait. Nobody hears that somebody was notified who has left since.
  /// - Parameter unmarked: batches that were handed on and are still there.
  static func waiting(
    in database: any Database, besides unmarked: [RelayedEvent.ID]
  ) async throws -> OutboxPage {
    let isNew: SQL =
      unmarked.isEmpty ? "" : "WHERE NOT (id \(database.dialect.isAmong(unmarked.sqlValue)))"
    let rows = try await database.all(
      "SELECT id, content FROM platform_outbox_batches \(isNew) ORDER BY id LIMIT \(most)"
    ) { (id: try $0.get(0, as: RelayedEvent.ID.self), content: try $0.get(1, as: String.self)) }
    let events = try rows.flatMap { try RelayedEvent.ofBatch($0.id, $0.content) }
    return OutboxPage(
      ids: rows.map(\.id), events: try await toThoseWhoAreThere(events, in: database),
      isFull: rows.count == most)
  }

  private static func toThoseWhoAreThere(
    _ events: [RelayedEvent], in database: any Database
  ) async throws -> [RelayedEvent] {
    let notified = Set(events.compactMap(\.notifiedUser))
    guard !notified.isEmpty else { return events }
    let left = Set(
      try await database.all(
        """
        SELECT user_id FROM platform_leavers
        WHERE user_id \(database.dialect.isAmong(Array(notified).sqlValue)) AND state = 'left'
        """
      ) { try $0.get(0, as: UserID.self) })
    guard !left.isEmpty else { return events }
    return events.filter { $0.notifiedUser.map { !left.contains($0) } ?? true }
  }

  /// Removes batches that were handed on. Passes over rows that somebody has locked.
  /// - Returns: the batches that are still there.
  static func remove(
    _ ids: [RelayedEvent.ID], in sql: any SQLExecutor
  ) throws -> [RelayedEvent.ID] {
    let isAmong: SQL = "id \(sql.dialect.isAmong(ids.sqlValue))"
    let free: SQL = """
      SELECT id FROM platform_outbox_batches WHERE \(isAmong) \(sql.dialect.lockingFreeRows)
      """
    let removed = try sql.execute(
      "DELETE FROM platform_outbox_batches WHERE id \(sql.dialect.isAmongRows(of: free))")
    if removed == ids.count { return [] }
    return try sql.all("SELECT id FROM platform_outbox_batches WHERE \(isAmong)") {
      try $0.get(0)
    }
  }
}

extension RelayedEvent {
  /// Who was notified, where it is the event of a notification.
  fileprivate var notifiedUser: UserID? {
    guard type == PublishedEvent.notified, let topic = topics.first else { return nil }
    return UserID(String(topic.dropFirst("user:".count)))
  }
}
