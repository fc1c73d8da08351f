public import Events
import JSON
public import Kernel
public import Storage

/// Events on their way to the subscribers of contexts, in the platform's database.
///
/// Each event is a row for each of its subscribers until it was acted on. Only the first row of an
/// aggregate is due, so a subscriber that fails holds up what comes later of that aggregate, and
/// nothing else. Each subscriber has places of its own, so one that hangs holds up no other.
/// Whoever takes a row has it for a minute, and a subscriber has less than that to act. Should it
/// take longer nevertheless, it may be told of the event twice at once, and its inbox lets one of
/// both have an effect.
public struct EventDeliveries: EventHook {
  let database: any Database
  private let subscribers: [EventSubscriber]
  private let clock: any WallClock
  /// How long a subscriber may take to act on an event.
  let limit: Duration

  /// Seconds that a taken row is left to who took it.
  static let lease: Int64 = 60

  /// Deliveries to these subscribers.
  /// - Parameters:
  ///   - clock: the machine's time.
  ///   - limit: how long a subscriber may take to act on an event: less than a minute.
  public init(
    to subscribers: [EventSubscriber], in database: any Database, clock: any WallClock,
    limit: Duration = .seconds(45)
  ) {
    self.subscribers = subscribers
    self.limit = limit
    self.database = database
    self.clock = clock
  }

  /// Writes a row for each event and each subscriber that wants it.
  public func accept(_ events: [RelayedEvent], in sql: any SQLExecutor) throws -> [String] {
    let wanted = events.flatMap { event in
      subscribers.filter { $0.wants(event.type) }.map { (name: $0.name, event: event) }
    }
    guard !wanted.isEmpty else { return [] }
    let lines = wanted.map { EventLine(of: $0.event, to: $0.name) }
    var begun = try EventLine.lockEnds(of: Set(lines), in: sql)
    let now = clock.now()
    let due = lines.map { begun.insert($0).inserted ? now : EventLine.notYet }
    let topics = try wanted.map {
      String(decoding: try JSONEncoding.encode($0.event.topics), as: UTF8.self)
    }
    let new = sql.dialect.unnest(
      [
        .integers(wanted.indices.map(Int64.init)), .texts(wanted.map(\.name)),
        .uuids(wanted.map { $0.event.id.rawValue }), .texts(wanted.map { $0.event.context }),
        .texts(wanted.map { $0.event.type }), .texts(wanted.map { $0.event.aggregate }),
        .integers(wanted.map { $0.event.number }), .texts(topics),
        .texts(wanted.map { $0.event.data }), .instants(wanted.map { $0.event.at }),
        .instants(due),
      ], as: "new")
    try sql.execute(
      """
      INSERT INTO platform_event_deliveries (subscriber, event_id, context, type, aggregate,
        number, topics, data, at, due_at)
      SELECT c2, c3, c4, c5, c6, c7, c8, c9, c10, c11 FROM \(new) ORDER BY c1
      """)
    return [SQLTopicHistory.channel]
  }

  /// A row that was taken.
  struct Taken: Sendable {
    let sequence: Int64
    let subscriber: String
    let attempt: Int
    let event: RelayedEvent
  }

  /// The subscribers among these for whom an event is due.
  func due(among names: [String]) async throws -> [String] {
    try await database.all(
      """
      SELECT DISTINCT subscriber FROM platform_event_deliveries
      WHERE due_at <= \(clock.now()) AND subscriber \(database.dialect.isAmong(names.sqlValue))
      """
    ) { try $0.get(0) }
  }

  /// Takes events that are due for a subscriber, the first of each aggregate alone.
  func take(for subscriber: String, atMost limit: Int) async throws -> [Taken] {
    let now = clock.now()
    // A server of the release before writes rows that are due before their turn.
    let picked: SQL = """
      SELECT delivery.sequence FROM platform_event_deliveries AS delivery
      WHERE delivery.due_at <= \(now) AND delivery.subscriber = \(subscriber)
        AND NOT EXISTS (
          SELECT 1 FROM platform_event_deliveries AS earlier
          WHERE earlier.subscriber = delivery.subscriber AND earlier.context = delivery.context
            AND earlier.aggregate = delivery.aggregate AND earlier.sequence < delivery.sequence)
      ORDER BY delivery.due_at LIMIT \(limit) \(database.dialect.lockingFreeRows)
      """
    return try await database.all(
      """
      UPDATE platform_event_deliveries
      SET attempt = attempt + 1, due_at = \(now.adding(seconds: Self.lease))
      WHERE sequence \(database.dialect.isAmongRows(of: picked)) AND due_at <= \(now)
      RETURNING sequence, subscriber, attempt, event_id, context, type, aggregate, number, topics,
        data, at
      """, Taken.init(row:)
    ).sorted { $0.sequence < $1.sequence }
  }

  /// Removes a row whose event was acted on, and has the next of its line come to its turn.
  func finish(_ taken: Taken) async throws {
    let line = EventLine(of: taken.event, to: taken.subscriber)
    try await database.transaction { [clock] sql in
      try sql.execute(
        "DELETE FROM platform_event_deliveries WHERE sequence = \(taken.sequence)")
      try sql.execute(line.advancing(at: clock.now()))
    }
  }

  /// Has lines go on that a server of the release before left behind, and those that are due later
  /// than anything can be: the clock was set back since.
  func advanceLines() async throws {
    let now = clock.now()
    try await EventLine.advanceAll(in: database, at: now)
    let farthest = now.adding(
      seconds: max(Self.longestPause, Self.lease) + ClockTolerance.seconds)
    try await database.execute(
      """
      UPDATE platform_event_deliveries SET due_at = \(now)
      WHERE due_at > \(farthest) AND due_at < \(EventLine.notYet)
      """)
  }

  /// What waits for each subscriber, of those for whom anything does.
  /// - Throws: the store's error.
  public func waiting() async throws -> [EventsWaiting] {
    let now = clock.now()
    return try await database.all(
      "SELECT subscriber, count(*), min(at) FROM platform_event_deliveries GROUP BY subscriber"
    ) { row in
      let oldest = try row.get(2, as: Instant.self)
      return EventsWaiting(
        subscriber: try row.get(0), count: try row.get(1),
        oldestMilliseconds: max(0, now.milliseconds(since: oldest)))
    }
  }

  /// Has an event come again later.
  func postpone(_ taken: Taken, bySeconds pause: Int64, _ error: String) async throws {
    try await database.execute(
      """
      UPDATE platform_event_deliveries
      SET due_at = \(clock.now().adding(seconds: pause)), error = \(String(error.prefix(1_000)))
      WHERE sequence = \(taken.sequence) AND attempt = \(taken.attempt)
      """)
  }

  /// The names of all subscribers.
  var names: [String] { subscribers.map(\.name) }

  /// The subscriber of a name.
  func subscriber(_ name: String) -> EventSubscriber? {
    subscribers.first { $0.name == name }
  }

  /// Whether anybody subscribes to anything.
  public var isNeeded: Bool { !subscribers.isEmpty }
}

/// What a subscriber is yet to be told.
public struct EventsWaiting: Sendable, Hashable {
  /// The subscriber's name.
  public let subscriber: String
  /// How many events wait, due or not; 1 or more.
  public let count: Int
  /// How long ago the oldest of them happened, in milliseconds; 0 or more.
  public let oldestMilliseconds: Int64
}

extension EventLine {
  /// The line that an event stands in.
  fileprivate init(of event: RelayedEvent, to subscriber: String) {
    self.init(subscriber: subscriber, context: event.context, aggregate: event.aggregate)
  }
}

extension EventDeliveries.Taken {
  fileprivate init(row: Row) throws {
    let topics = try? JSONDecoding.decode(
      [String].self, from: Array(try row.get(8, as: String.self).utf8))
    self.init(
      sequence: try row.get(0), subscriber: try row.get(1), attempt: try row.get(2),
      event: RelayedEvent(
        id: try row.get(3), context: try row.get(4), type: try row.get(5),
        aggregate: try row.get(6), number: try row.get(7), topics: topics ?? [],
        data: try row.get(9), at: try row.get(10)))
  }
}
