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
/// there is a row in the platform's database with a version and with what was handed on last. Who
/// hands events on
///
/// 1. reads the row, and marks in the outbox what it names,
/// 2. reads what is not marked, but for what the row names and somebody has locked,
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
    /// Events were handed on, and more of them may wait.
    case handedOn(andMore: Bool)
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

  /// How long a server that has handed events on is expected to go on doing it, in seconds.
  static let leading: Int64 = 5
  /// How many rows may be without a mark because somebody has locked their rows.
  static let mostUnmarked = 1_000

  /// Hands on the first events of an outbox that wait.
  /// - Parameter insists: whether to do it although another server has been doing it.
  func round(of outbox: Outbox, insists: Bool) async throws -> Outcome {
    guard try await outbox.hasWaiting() else { return .idle }
    let row = try await row(of: outbox)
    let isMarked = marks.isCurrent(row.version, of: outbox)
    let unmarked = isMarked ? [] : try await markEverywhere(row.pending, outbox.form)
    // Whoever has locked so many rows is waited for: the row of the relay is not to grow for ever.
    guard unmarked.count <= Self.mostUnmarked else { throw StorageUnavailable.busy }
    let page = try await outbox.waiting(besides: unmarked)
    if page.ids.isEmpty { return .idle }
    let now = clock.now()
    // One that has led since the future did so before the clock was set back.
    let isLed =
      row.ledAt > now.adding(seconds: -Self.leading)
      && row.ledAt <= now.adding(seconds: ClockTolerance.seconds)
    if !insists, row.server != server, isLed {
      return .led
    }
    guard
      let written = try await write(page, of: outbox, besides: unmarked, over: row.version, at: now)
    else { return .overtaken }
    for channel in written.channels { platform.announce(channel) }
    let isLeft =
      outbox.isOwn
      ? !written.left.isEmpty : try await !outbox.mark(written.left, at: now).isEmpty
    if !isLeft { marks.note(row.version + 1, of: outbox) }
    try await TopicRows.trim(written.ends, to: retention().events, in: platform)
    return .handedOn(andMore: page.isFull)
  }

  /// Marks rows wherever they are. Two databases may be copies of one, and have one name.
  /// - Returns: those that have no mark yet.
  private func markEverywhere(
    _ ids: [RelayedEvent.ID], _ form: Outbox.Form
  ) async throws -> [RelayedEvent.ID] {
    guard !ids.isEmpty else { return [] }
    let now = clock.now()
    var left: Set<RelayedEvent.ID> = []
    for outbox in outboxes where outbox.form == form {
      left.formUnion(try await outbox.mark(ids, at: now))
    }
    return ids.filter(left.contains)
  }

  /// What a round has written.
  struct Written {
    /// Where the topics end that got an event.
    let ends: [String: Int64]
    /// The rows that have no mark yet.
    let left: [RelayedEvent.ID]
    /// Where it is worth announcing.
    let channels: Set<String>
  }

  /// Hands events on, unless the row has another version: then nil is returned.
  /// - Parameter unmarked: rows that were handed on and have no mark yet.
  func write(
    _ page: OutboxPage, of outbox: Outbox, besides unmarked: [RelayedEvent.ID] = [],
    over version: Int64, at now: Instant
  ) async throws -> Written? {
    let ids = unmarked + page.ids
    let followed = TopicFollowing.earliest(at: now, retention())
    return try await platform.transaction { [self] sql in
      let found = try sql.first(
        """
        SELECT version FROM platform_relays WHERE source = \(outbox.source)
        \(sql.dialect.lockingRows)
        """
      ) { try $0.get(0, as: Int64.self) }
      guard found == version else { return nil }
      var head = try HistoryHead.lock(witness, ids: self.ids, in: sql)
      let ends = try TopicRows.append(
        page.events, after: &head, followedSince: followed, in: sql, at: now)
      var channels: Set<String> = ends.isEmpty ? [] : [SQLTopicHistory.channel]
      for hook in hooks { channels.formUnion(try hook.accept(page.events, in: sql)) }
      let left = outbox.isOwn ? try outbox.mark(ids, at: now, in: sql) : ids
      try sql.execute(
        """
        UPDATE platform_relays
        SET version = version + 1, server = \(server), led_at = \(now),
          pending = \(try Self.text(of: left))
        WHERE source = \(outbox.source)
        """)
      return Written(ends: ends, left: left, channels: channels)
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
