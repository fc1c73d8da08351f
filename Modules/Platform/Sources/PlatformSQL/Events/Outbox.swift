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
  func waiting(atMost limit: Int) async throws -> [RelayedEvent] {
    let place: SQL = database.dialect == .postgres ? "position" : "rowid"
    return try await database.all(
      """
      SELECT id, context, type, aggregate, number, topics, data, at FROM platform_outbox
      WHERE relayed_at IS NULL ORDER BY \(place) LIMIT \(limit)
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

  /// Says that events were handed on. To be repeated without harm.
  static func marking(
    _ ids: [RelayedEvent.ID], at now: Instant, in dialect: Dialect
  ) -> SQL {
    """
    UPDATE platform_outbox SET relayed_at = \(now)
    WHERE id \(dialect.isAmong(ids.sqlValue)) AND relayed_at IS NULL
    """
  }

  /// Says that events were handed on.
  func mark(_ ids: [RelayedEvent.ID], at now: Instant) async throws {
    guard !ids.isEmpty else { return }
    try await database.execute(Self.marking(ids, at: now, in: database.dialect))
  }
}
