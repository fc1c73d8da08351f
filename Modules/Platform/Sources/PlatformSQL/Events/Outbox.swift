import Events
import JSON
import Kernel
import Storage

/// The events of one database that wait to be handed on, as far as they are kept in one form.
struct Outbox: Sendable {
  /// How events are kept.
  enum Form: Sendable, CaseIterable {
    /// A row an event, for a day after it was handed on: `platform_outbox`.
    case rows
    /// A row for all that one transaction publishes, until they were handed on:
    /// `platform_outbox_batches`.
    case batches
  }

  /// The database.
  let database: any Database
  /// The outbox's own name, whatever the database is called where.
  let source: String
  /// Whether it is in the platform's own database: then one transaction hands on and marks.
  let isOwn: Bool
  /// How the events are kept.
  let form: Form

  /// How many rows are handed on at once.
  static let most = 200

  /// The outboxes of a database.
  /// - Throws: the store's error; `HistoryHeadMissing`.
  static func all(of database: any Database, isOwn: Bool) async throws -> [Outbox] {
    let name = try await database.first("SELECT database FROM platform_history WHERE id = 1") {
      try $0.get(0, as: String.self)
    }
    guard let name else { throw HistoryHeadMissing() }
    return Form.allCases.map { form in
      Outbox(
        database: database, source: form == .rows ? name : "\(name)/batches", isOwn: isOwn,
        form: form)
    }
  }

  /// Whether any event waits.
  func hasWaiting() async throws -> Bool {
    let waiting: SQL =
      switch form {
      case .rows: "SELECT 1 FROM platform_outbox WHERE relayed_at IS NULL LIMIT 1"
      // By the index, as rows that are gone may still lie in the table.
      case .batches: "SELECT 1 FROM platform_outbox_batches ORDER BY id LIMIT 1"
      }
    return try await database.first(waiting) != nil
  }

  /// The first events that wait, in the order in which they are handed on.
  /// - Parameter unmarked: the ids of rows that were handed on and have no mark yet.
  func waiting(besides unmarked: [RelayedEvent.ID] = []) async throws -> OutboxPage {
    switch form {
    case .rows: try await rows(besides: unmarked)
    case .batches: try await OutboxBatches.waiting(in: database, besides: unmarked)
    }
  }

  private func rows(besides unmarked: [RelayedEvent.ID]) async throws -> OutboxPage {
    let dialect = database.dialect
    let place: SQL = dialect == .postgres ? "position" : "rowid"
    let isNew: SQL = unmarked.isEmpty ? "" : "AND NOT (id \(dialect.isAmong(unmarked.sqlValue)))"
    let events = try await database.all(
      """
      SELECT id, context, type, aggregate, number, topics, data, at FROM platform_outbox
      WHERE relayed_at IS NULL \(isNew) ORDER BY \(place) LIMIT \(Self.most)
      """
    ) { row in
      let topics = try? JSONDecoding.decode(
        [String].self, from: Array(try row.get(5, as: String.self).utf8))
      return RelayedEvent(
        id: try row.get(0), context: try row.get(1), type: try row.get(2),
        aggregate: try row.get(3), number: try row.get(4), topics: topics ?? [],
        data: try row.get(6), at: try row.get(7))
    }
    return OutboxPage(
      ids: events.map(\.id), events: events, isFull: events.count == Self.most)
  }

  /// Says that rows were handed on. To be repeated without harm. Passes over rows that somebody
  /// has locked: nobody who holds one of them holds up the events behind it.
  /// - Returns: the rows that have no mark yet.
  func mark(
    _ ids: [RelayedEvent.ID], at now: Instant, in sql: any SQLExecutor
  ) throws -> [RelayedEvent.ID] {
    guard !ids.isEmpty else { return [] }
    switch form {
    case .rows: return try Self.markRows(ids, at: now, in: sql)
    case .batches: return try OutboxBatches.remove(ids, in: sql)
    }
  }

  private static func markRows(
    _ ids: [RelayedEvent.ID], at now: Instant, in sql: any SQLExecutor
  ) throws -> [RelayedEvent.ID] {
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

  /// Says that rows were handed on, as far as nobody has locked them.
  /// - Returns: the rows that have no mark yet.
  func mark(_ ids: [RelayedEvent.ID], at now: Instant) async throws -> [RelayedEvent.ID] {
    guard !ids.isEmpty else { return [] }
    return try await database.transaction { try mark(ids, at: now, in: $0) }
  }
}

/// What is handed on at once.
struct OutboxPage: Sendable {
  /// The ids of the rows that the events are in.
  let ids: [RelayedEvent.ID]
  /// The events, in their order.
  let events: [RelayedEvent]
  /// Whether more may wait.
  let isFull: Bool
}
