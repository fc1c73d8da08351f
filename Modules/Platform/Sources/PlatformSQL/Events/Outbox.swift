import Events
import JSON
import Kernel
import Storage

/// The events of one database that are waiting to be handed on.
struct Outbox: Sendable {
  /// The database.
  let database: any Database
  /// The database's own name, whatever it is called where.
  let source: String
  /// Whether it is in the platform's own database: then one transaction hands on and marks.
  let isOwn: Bool

  /// The outbox of a database.
  /// - Throws: the store's error; `HistoryHeadMissing`.
  init(of database: any Database, isOwn: Bool) async throws {
    self.database = database
    self.isOwn = isOwn
    let source = try await database.first("SELECT database FROM platform_history WHERE id = 1") {
      try $0.get(0, as: String.self)
    }
    guard let source else { throw HistoryHeadMissing() }
    self.source = source
  }

  /// Whether any event waits.
  func hasWaiting() async throws -> Bool {
    try await database.first("SELECT 1 FROM platform_outbox WHERE relayed_at IS NULL LIMIT 1")
      != nil
  }

  /// The first events that wait, in the order in which they are handed on.
  /// - Parameter unmarked: events that were handed on and have no mark yet.
  func waiting(
    atMost limit: Int, besides unmarked: [RelayedEvent.ID] = []
  ) async throws -> [RelayedEvent] {
    let dialect = database.dialect
    let place: SQL = dialect == .postgres ? "position" : "rowid"
    let isNew: SQL = unmarked.isEmpty ? "" : "AND NOT (id \(dialect.isAmong(unmarked.sqlValue)))"
    return try await database.all(
      """
      SELECT id, context, type, aggregate, number, topics, data, at FROM platform_outbox
      WHERE relayed_at IS NULL \(isNew) ORDER BY \(place) LIMIT \(limit)
      """
    ) { row in
      let topics = try? JSONDecoding.decode(
        [String].self, from: Array(try row.get(5, as: String.self).utf8))
      return RelayedEvent(
        id: try row.get(0), context: try row.get(1), type: try row.get(2),
        aggregate: try row.get(3), number: try row.get(4), topics: topics ?? [],
        data: try row.get(6), at: try row.get(7))
    }
  }

  /// Says that events were handed on. To be repeated without harm. Passes over rows that somebody
  /// has locked: nobody who holds one of them holds up the events behind it.
  /// - Returns: the events that have no mark yet.
  static func mark(
    _ ids: [RelayedEvent.ID], at now: Instant, in sql: any SQLExecutor
  ) throws -> [RelayedEvent.ID] {
    guard !ids.isEmpty else { return [] }
    let isUnmarked: SQL = "id \(sql.dialect.isAmong(ids.sqlValue)) AND relayed_at IS NULL"
    let free: SQL = """
      SELECT id FROM platform_outbox WHERE \(isUnmarked) \(sql.dialect.lockingFreeRows)
      """
    let marked = try sql.execute(
      """
      UPDATE platform_outbox SET relayed_at = \(now)
      WHERE id \(sql.dialect.isAmongRows(of: free)) AND relayed_at IS NULL
      """)
    // Events that are new have no other mark: then that was all.
    if marked == ids.count { return [] }
    return try sql.all("SELECT id FROM platform_outbox WHERE \(isUnmarked)") { try $0.get(0) }
  }

  /// Says that events were handed on, as far as nobody has locked their rows.
  /// - Returns: the events that have no mark yet.
  func mark(_ ids: [RelayedEvent.ID], at now: Instant) async throws -> [RelayedEvent.ID] {
    guard !ids.isEmpty else { return [] }
    return try await database.transaction { try Self.mark(ids, at: now, in: $0) }
  }
}
