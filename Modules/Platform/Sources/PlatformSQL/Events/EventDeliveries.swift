public import Events
import JSON
public import Kernel
public import Storage

/// Events on their way to the subscribers of contexts, in the platform's database.
///
/// Each event is a row for each of its subscribers until it was acted on. Only the first row of an
/// aggregate is taken, so a subscriber that fails holds up what comes later of that aggregate, and
/// nothing else. Whoever takes a row has it for a minute. Should it take longer, another server
/// acts on the event, too, and the subscriber's inbox lets one of both have an effect.
public struct EventDeliveries: EventHook {
  let database: any Database
  private let subscribers: [EventSubscriber]
  private let clock: any WallClock

  /// Seconds that a taken row is left to who took it.
  static let lease: Int64 = 60

  /// Deliveries to these subscribers.
  /// - Parameter clock: the machine's time.
  public init(
    to subscribers: [EventSubscriber], in database: any Database, clock: any WallClock
  ) {
    self.subscribers = subscribers
    self.database = database
    self.clock = clock
  }

  /// Writes a row for each event and each subscriber that wants it.
  public func accept(_ events: [RelayedEvent], in sql: any SQLExecutor) throws {
    let wanted = events.flatMap { event in
      subscribers.filter { $0.wants(event.type) }.map { (name: $0.name, event: event) }
    }
    guard !wanted.isEmpty else { return }
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
      ], as: "new")
    try sql.execute(
      """
      INSERT INTO platform_event_deliveries (subscriber, event_id, context, type, aggregate,
        number, topics, data, at, due_at)
      SELECT c2, c3, c4, c5, c6, c7, c8, c9, c10, \(clock.now()) FROM \(new) ORDER BY c1
      """)
  }

  /// A row that was taken.
  struct Taken: Sendable {
    let sequence: Int64
    let subscriber: String
    let attempt: Int
    let event: RelayedEvent
  }

  /// Takes events that are due, the first of each aggregate alone.
  func take(atMost limit: Int) async throws -> [Taken] {
    let now = clock.now()
    let names = subscribers.map(\.name).sqlValue
    let isFirst: SQL = """
      delivery.due_at <= \(now)
        AND delivery.subscriber \(database.dialect.isAmong(names))
        AND NOT EXISTS (
          SELECT 1 FROM platform_event_deliveries AS earlier
          WHERE earlier.subscriber = delivery.subscriber AND earlier.context = delivery.context
            AND earlier.aggregate = delivery.aggregate AND earlier.sequence < delivery.sequence)
      """
    // The one writer of a SQLite file is not bothered for nothing.
    if database.dialect == .sqlite,
      try await database.first(
        "SELECT 1 FROM platform_event_deliveries AS delivery WHERE \(isFirst) LIMIT 1") == nil
    {
      return []
    }
    let picked: SQL = """
      SELECT delivery.sequence FROM platform_event_deliveries AS delivery WHERE \(isFirst)
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

  /// Removes a row whose event was acted on.
  func finish(_ taken: Taken) async throws {
    try await database.execute(
      "DELETE FROM platform_event_deliveries WHERE sequence = \(taken.sequence)")
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

  /// The subscriber of a name.
  func subscriber(_ name: String) -> EventSubscriber? {
    subscribers.first { $0.name == name }
  }

  /// Whether anybody subscribes to anything.
  public var isNeeded: Bool { !subscribers.isEmpty }
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
