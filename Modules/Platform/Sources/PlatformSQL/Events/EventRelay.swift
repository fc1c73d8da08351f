import Events
import JSON
import Kernel
import Storage
import Synchronization

/// Hands published events on: from the outbox of each database to topics, subscribers and webhooks,
/// whose rows are in the platform's database.
///
/// Every server has one, and each event is handed on once, whichever servers try and whenever one
/// of them stops, is killed or wakes up late. No lease and no clock decides that. For each outbox
/// there is a row in the platform's database with a version and with the events that were handed on
/// last. Who hands events on
///
/// 1. reads the row, and marks these events in the outbox,
/// 2. reads the events that are not marked, but for those of the row that somebody has locked,
/// 3. writes them, their ids and those without a mark into the row, and its next version in one
///    transaction, if the row still has the version that it read,
/// 4. and marks them.
///
/// If a version is still there in step 3, then nobody else has handed on anything since step 1, at
/// whose end every event that was ever handed on had its mark or stood in the row.
struct EventRelay: Sendable {
  /// What one round did.
  enum Outcome: Equatable, Sendable {
    /// Nothing waited.
    case idle
    /// So many events were handed on.
    case handedOn(Int)
    /// Another server hands on the events of this outbox, and does so well.
    case led
    /// Another server was faster.
    case overtaken
  }

  let platform: any Database
  let outboxes: [Outbox]
  let hooks: [any EventHook]
  let server: String
  let witness: HistoryWitness
  let clock: any WallClock
  let ids: any IDSource
  let retention: @Sendable () -> TopicRetention
  let marks = RelayMarks()

  /// How many events are handed on at once.
  static let batch = 200
  /// How long a server that has handed events on is expected to go on doing it, in seconds.
  static let leading: Int64 = 5
  /// How many events may be without a mark because somebody has locked their rows.
  static let mostUnmarked = 1_000

  /// Hands on the first events of an outbox that wait.
  /// - Parameter insists: whether to do it although another server has been doing it.
  func round(of outbox: Outbox, insists: Bool) async throws -> Outcome {
    guard try await outbox.hasWaiting() else { return .idle }
    let row = try await row(of: outbox)
    let isMarked = marks.isCurrent(row.version, of: outbox)
    let unmarked = isMarked ? [] : try await markEverywhere(row.pending)
    // Whoever has locked so many rows is waited for: the row of the relay is not to grow for ever.
    guard unmarked.count <= Self.mostUnmarked else { throw StorageUnavailable.busy }
    let events = try await outbox.waiting(atMost: Self.batch, besides: unmarked)
    if events.isEmpty { return .idle }
    let now = clock.now()
    // One that has led since the future did so before the clock was set back.
    let isLed =
      row.ledAt > now.adding(seconds: -Self.leading)
      && row.ledAt <= now.adding(seconds: ClockTolerance.seconds)
    if !insists, row.server != server, isLed {
      return .led
    }
    let writing = try await write(
      events, of: outbox, besides: unmarked, over: row.version, at: now)
    guard let (ends, left) = writing else { return .overtaken }
    platform.announce(SQLTopicHistory.channel)
    // Hooks may have enqueued jobs.
    if !hooks.isEmpty { platform.announce(SQLJobs.channel) }
    let isLeft =
      outbox.isOwn ? !left.isEmpty : try await !outbox.mark(left, at: now).isEmpty
    if !isLeft { marks.note(row.version + 1, of: outbox) }
    try await TopicRows.trim(ends, to: retention().events, in: platform)
    return .handedOn(events.count)
  }

  /// Marks events wherever they are. Two databases may be copies of one, and have one name.
  /// - Returns: those that have no mark yet.
  private func markEverywhere(_ ids: [RelayedEvent.ID]) async throws -> [RelayedEvent.ID] {
    guard !ids.isEmpty else { return [] }
    let now = clock.now()
    var left: Set<RelayedEvent.ID> = []
    for outbox in outboxes { left.formUnion(try await outbox.mark(ids, at: now)) }
    return ids.filter(left.contains)
  }

  /// - Parameter unmarked: events that were handed on and have no mark yet.
  /// - Returns: where the topics end that got an event, and the events that have no mark yet; nil
  ///   if the row has another version.
  func write(
    _ events: [RelayedEvent], of outbox: Outbox, besides unmarked: [RelayedEvent.ID] = [],
    over version: Int64, at now: Instant
  ) async throws -> (ends: [String: Int64], left: [RelayedEvent.ID])? {
    let (isOwn, ids) = (outbox.isOwn, unmarked + events.map(\.id))
    return try await platform.transaction { [self] sql in
      let found = try sql.first(
        """
        SELECT version FROM platform_relays WHERE source = \(outbox.source)
        \(sql.dialect.lockingRows)
        """
      ) { try $0.get(0, as: Int64.self) }
      guard found == version else { return nil }
      var head = try HistoryHead.lock(witness, ids: self.ids, in: sql)
      let ends = try TopicRows.append(events, after: &head, in: sql, at: now)
      for hook in hooks { try hook.accept(events, in: sql) }
      let left = isOwn ? try Outbox.mark(ids, at: now, in: sql) : ids
      try sql.execute(
        """
        UPDATE platform_relays
        SET version = version + 1, server = \(server), led_at = \(now),
          pending = \(try Self.text(of: left))
        WHERE source = \(outbox.source)
        """)
      return (ends, left)
    }
  }

  struct RelayRow {
    let version: Int64
    let server: String
    let ledAt: Instant
    let pending: [RelayedEvent.ID]
  }

  func row(of outbox: Outbox) async throws -> RelayRow {
    let reading: SQL = """
      SELECT version, server, led_at, pending FROM platform_relays
      WHERE source = \(outbox.source)
      """
    if let row = try await platform.first(reading, RelayRow.init(row:)) { return row }
    let never = Instant(milliseconds: 0)
    try await platform.execute(
      """
      INSERT INTO platform_relays (source, version, server, led_at, pending)
      VALUES (\(outbox.source), 0, '', \(never), '[]') ON CONFLICT (source) DO NOTHING
      """)
    guard let row = try await platform.first(reading, RelayRow.init(row:)) else {
      throw StorageUnavailable.busy
    }
    return row
  }

  private static func text(of ids: [RelayedEvent.ID]) throws -> String {
    String(decoding: try JSONEncoding.encode(ids.map(\.description)), as: UTF8.self)
  }
}

/// Up to which version this server has marked, itself, what was handed on.
final class RelayMarks: Sendable {
  private let versions = Mutex<[String: Int64]>([:])

  fileprivate func isCurrent(_ version: Int64, of outbox: Outbox) -> Bool {
    versions.withLock { $0[outbox.source] == version }
  }

  fileprivate func note(_ version: Int64, of outbox: Outbox) {
    versions.withLock { $0[outbox.source] = version }
  }
}

extension EventRelay.RelayRow {
  fileprivate init(row: Row) throws {
    let texts = try JSONDecoding.decode(
      [String].self, from: Array(try row.get(3, as: String.self).utf8))
    self.init(
      version: try row.get(0), server: try row.get(1), ledAt: try row.get(2),
      pending: texts.compactMap(RelayedEvent.ID.init))
  }
}
