public import Events
public import Kernel
public import Storage

/// The history of topics in the platform's database. Everything is read from the primary: what a
/// server has told must be there when it is asked for.
public struct SQLTopicHistory: TopicHistory {
  /// The channel on which it is announced that there is news.
  public static let channel = "platform_topics"

  private let database: any Database
  private let witness: HistoryWitness
  private let ids: any IDSource
  private let clock: any WallClock

  /// The history in a database with the platform's tables.
  /// - Parameter clock: the machine's time.
  /// - Throws: the store's error.
  public init(database: any Database, ids: any IDSource, clock: any WallClock) async throws {
    self.database = database
    self.ids = ids
    self.clock = clock
    witness = try await HistoryWitness(of: database)
  }

  /// What happened after a position.
  public func news(after position: Int64, limit: Int) async throws -> TopicNews {
    try await here {
      let rows = try await database.query(
        """
        SELECT head.epoch, CASE WHEN head.witness = \(witness.now) THEN 1 ELSE 0 END,
          head.position, event.position, event.topic, event.topic_offset, event.type, event.at,
          event.data
        FROM platform_history AS head LEFT JOIN (
          SELECT position, topic, topic_offset, type, at, data FROM platform_topic_events
          WHERE position > \(position) ORDER BY position LIMIT \(limit)) AS event ON 1 = 1
        WHERE head.id = 1
        ORDER BY event.position
        """)
      guard let first = rows.first else { throw HistoryHeadMissing() }
      guard try first.get(1, as: Int.self) == 1 else { return nil }
      return TopicNews(
        epoch: try first.get(0), position: try first.get(2),
        events: try rows.compactMap { try TopicEvent(row: $0, at: 3) })
    }
  }

  /// What happened on one topic after an offset.
  public func page(
    of topic: String, after offset: Int64, limit: Int
  ) async throws -> TopicPage {
    try await here {
      let rows = try await database.query(
        """
        SELECT head.epoch, CASE WHEN head.witness = \(witness.now) THEN 1 ELSE 0 END,
          COALESCE(topic.last_offset, 0), event.position, event.topic, event.topic_offset,
          event.type, event.at, event.data
        FROM platform_history AS head
        LEFT JOIN platform_topics AS topic ON topic.topic = \(topic)
        LEFT JOIN (
          SELECT position, topic, topic_offset, type, at, data FROM platform_topic_events
          WHERE topic = \(topic) AND topic_offset > \(offset)
          ORDER BY topic_offset LIMIT \(limit)) AS event ON 1 = 1
        WHERE head.id = 1
        ORDER BY event.topic_offset
        """)
      guard let first = rows.first else { throw HistoryHeadMissing() }
      guard try first.get(1, as: Int.self) == 1 else { return nil }
      return TopicPage(
        epoch: try first.get(0), last: try first.get(2),
        events: try rows.compactMap { try TopicEvent(row: $0, at: 3) })
    }
  }

  /// Where topics end.
  public func ends(of topics: [String]) async throws -> TopicEnds {
    try await here {
      let rows = try await database.query(
        """
        SELECT head.epoch, CASE WHEN head.witness = \(witness.now) THEN 1 ELSE 0 END,
          topic.topic, topic.last_offset
        FROM platform_history AS head LEFT JOIN platform_topics AS topic
          ON topic.topic \(database.dialect.isAmong(topics.sqlValue))
        WHERE head.id = 1
        """)
      guard let first = rows.first else { throw HistoryHeadMissing() }
      guard try first.get(1, as: Int.self) == 1 else { return nil }
      var offsets: [String: Int64] = [:]
      for row in rows {
        guard let topic = try row.get(2, as: String?.self) else { continue }
        offsets[topic] = try row.get(3)
      }
      return TopicEnds(epoch: try first.get(0), offsets: offsets)
    }
  }

  /// Takes note that topics are followed. What is handed on after the call has a history there.
  public func follow(_ topics: [String]) async throws {
    let now = clock.now()
    let known = try await database.all(
      TopicFollowing.known(among: topics, at: now, database.dialect)
    ) { try $0.get(0, as: String.self) }
    let new = Set(topics).subtracting(known).sorted()
    guard !new.isEmpty else { return }
    try await database.transaction { [witness, ids] sql in
      // Whoever hands on what the topics are not told of has done so by then.
      _ = try HistoryHead.lock(witness, ids: ids, in: sql)
      try sql.deferred([TopicFollowing.noting(new, at: now, sql.dialect)])
    }
  }

  /// Begins another epoch, unless that was done since `epoch` was read.
  public func renew(_ epoch: String) async throws {
    try await database.transaction { [witness, ids] sql in
      let head = try HistoryHead.lock(witness, ids: ids, in: sql)
      guard head.epoch == epoch else { return }
      _ = try HistoryHead.begin(after: head, witness, ids: ids, in: sql)
    }
  }

  /// Marks a database as one whose rows came from elsewhere, such as a backup: whoever opens it
  /// next begins another epoch. Does nothing where there is no history yet.
  /// - Throws: the store's error.
  public static func interrupt(in connection: any SQLExecutor) throws {
    try HistoryHead.interrupt(in: connection)
  }

  /// Says when a server has handed events on.
  public func announcements() -> AsyncStream<Void> { database.announcements(on: Self.channel) }

  /// Reads; where the rows are not what they were, begins another epoch and reads again.
  private func here<Answer>(_ read: () async throws -> Answer?) async throws -> Answer {
    if let answer = try await read() { return answer }
    _ = try await database.transaction { [witness, ids] sql in
      try HistoryHead.lock(witness, ids: ids, in: sql)
    }
    guard let answer = try await read() else { throw StorageUnavailable.busy }
    return answer
  }
}

extension TopicEvent {
  /// Reads the columns from `place` on: position, topic, offset, type, time, data; nil where they
  /// are NULL.
  fileprivate init?(row: Row, at place: Int) throws {
    guard let position = try row.get(place, as: Int64?.self) else { return nil }
    self.init(
      position: position, topic: try row.get(place + 1), offset: try row.get(place + 2),
      type: try row.get(place + 3), at: try row.get(place + 4), data: try row.get(place + 5))
  }
}
