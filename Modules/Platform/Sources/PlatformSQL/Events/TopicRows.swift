import Events
import Kernel
import Storage

/// The tables of topics and their histories.
enum TopicRows {
  private typealias Entry = (topic: String, event: RelayedEvent)

  /// Adds events to the histories of their topics, behind a head that is locked. Topics that nobody
  /// follows have none.
  /// - Parameter followedSince: what was followed later counts as followed.
  /// - Returns: where each topic ends now that got an event.
  static func append(
    _ events: [RelayedEvent], after head: inout HistoryHead, followedSince: Instant,
    in sql: any SQLExecutor, at now: Instant
  ) throws -> [String: Int64] {
    // A name that no client can ask for would be kept for nobody.
    var entries: [Entry] = events.flatMap { event in
      event.topics.uniqued.filter(TopicName.isWellFormed).map { (topic: $0, event: event) }
    }
    guard !entries.isEmpty else { return [:] }
    if now >= head.wholeUntil {
      let unfollowed = try TopicFollowing.unfollowed(
        among: entries.map(\.topic), since: followedSince, in: sql)
      entries.removeAll { unfollowed.contains($0.topic) }
      guard !entries.isEmpty else { return [:] }
    }
    let ends = try advance(entries.map(\.topic), in: sql)
    var next = ends
    for entry in entries { next[entry.topic, default: 0] -= 1 }
    let offsets = entries.map { entry in
      next[entry.topic, default: 0] += 1
      return next[entry.topic, default: 0]
    }
    let first = head.position + 1
    head.position += Int64(entries.count)
    let new = sql.dialect.unnest(
      [
        .integers(Array(first...head.position)), .texts(entries.map(\.topic)),
        .integers(offsets), .uuids(entries.map { $0.event.id.rawValue }),
        .texts(entries.map { $0.event.type }), .instants(entries.map { $0.event.at }),
        .texts(entries.map { $0.event.data }),
      ], as: "new")
    try sql.deferred([
      """
      INSERT INTO platform_topic_events (position, topic, topic_offset, event_id, type, at, data,
        relayed_at)
      SELECT c1, c2, c3, c4, c5, c6, c7, \(now) FROM \(new)
      """,
      "UPDATE platform_history SET position = \(head.position) WHERE id = 1",
    ])
    return ends
  }

  /// Gives each topic as many offsets as it is named.
  /// - Returns: the last offset of each.
  private static func advance(
    _ topics: [String], in sql: any SQLExecutor
  ) throws -> [String: Int64] {
    var counts: [String: Int64] = [:]
    for topic in topics { counts[topic, default: 0] += 1 }
    let named = counts.sorted { $0.key < $1.key }
    let new = sql.dialect.unnest(
      [.texts(named.map(\.key)), .integers(named.map(\.value))], as: "new")
    // Without a WHERE SQLite would take ON for the condition of a join.
    let ends = try sql.all(
      """
      INSERT INTO platform_topics (topic, last_offset) SELECT c1, c2 FROM \(new) WHERE 1 = 1
      ON CONFLICT (topic) DO UPDATE
        SET last_offset = platform_topics.last_offset + excluded.last_offset, is_broken = false
      RETURNING topic, last_offset
      """
    ) { (try $0.get(0, as: String.self), try $0.get(1, as: Int64.self)) }
    return Dictionary(uniqueKeysWithValues: ends)
  }

  /// How many events are removed at once.
  static let slice = 1_000

  /// Removes what topics have beyond the newest `count` events.
  /// - Parameter ends: where the topics end.
  static func trim(
    _ ends: [String: Int64], to count: Int, in database: any Database
  ) async throws {
    let long = ends.filter { $0.value > Int64(count) }
    guard !long.isEmpty else { return }
    let named = database.dialect.unnest(
      [.texts(Array(long.keys)), .integers(long.values.map { $0 - Int64(count) })], as: "old")
    let old: SQL = """
      SELECT event.position FROM \(named) JOIN platform_topic_events AS event
        ON event.topic = old.c1 AND event.topic_offset <= old.c2
      LIMIT \(slice)
      """
    let removal: SQL = """
      DELETE FROM platform_topic_events WHERE position \(database.dialect.isAmongRows(of: old))
      """
    while try await database.execute(removal) == slice {}
  }

  /// Removes events that were handed on before an instant, the oldest first.
  /// - Returns: how many were removed.
  static func removeOld(before end: Instant, in database: any Database) async throws -> Int {
    var removed = 0
    while true {
      // Positions are in the order of time, as far as servers' clocks agree.
      let oldest = try await database.all(
        """
        SELECT position, relayed_at FROM platform_topic_events ORDER BY position LIMIT \(slice)
        """
      ) { (position: try $0.get(0, as: Int64.self), at: try $0.get(1, as: Instant.self)) }
      let over = oldest.prefix { $0.at < end }
      guard let last = over.last else { return removed }
      removed += try await database.execute(
        "DELETE FROM platform_topic_events WHERE position <= \(last.position)")
      if over.count < slice { return removed }
    }
  }
}

extension [String] {
  /// Each text once, in the order in which it came first.
  fileprivate var uniqued: [String] {
    var seen: Set<String> = []
    return filter { seen.insert($0).inserted }
  }
}
