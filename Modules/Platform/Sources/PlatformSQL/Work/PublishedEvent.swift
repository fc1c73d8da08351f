import JSON
import Kernel
import Storage
import Work

/// A row of `platform_outbox`.
struct PublishedEvent {
  /// The channel on which it is announced that events were published.
  static let channel = "platform_events"

  let aggregate: String
  let id: Identifier<PublishedEvent>
  let context: String
  let type: String
  let topics: String
  let data: String
  let at: Instant

  /// - Throws: `EventTooLarge`, or what the event's data throws when it is written.
  init(_ event: Event, id: Identifier<PublishedEvent>, context: String, at now: Instant) throws {
    aggregate = event.aggregate
    self.id = id
    self.context = context
    type = event.type
    topics = String(decoding: try JSONEncoding.encode(event.topics), as: UTF8.self)
    let json = try JSONEncoding.encode(event.data)
    guard json.count <= EventTooLarge.largestData else {
      throw EventTooLarge(type: event.type, octets: json.count)
    }
    data = String(decoding: json, as: UTF8.self)
    at = now
  }

  /// The event that somebody is notified. Nothing else happens to the same aggregate.
  init(
    id: Identifier<PublishedEvent>, context: String, notification: NotificationID, of user: UserID,
    data: String, at now: Instant
  ) {
    aggregate = "notification:\(notification)"
    self.id = id
    self.context = context
    type = Self.notified
    topics = #"["user:\#(user)"]"#
    self.data = data
    at = now
  }

  /// The type of the event that somebody is notified.
  static let notified = "notification.created"

  /// The order in which a transaction writes its events. Those of one aggregate keep theirs.
  var order: (String, String) { (aggregate, context) }

  /// What writes events, which are in their order; nothing for none.
  static func inserting(_ events: [PublishedEvent], _ dialect: Dialect) -> [SQL] {
    events.count > 1 ? insertingAll(events, dialect) : events.flatMap(\.statements)
  }

  /// Takes so many numbers of each aggregate as it has events, and writes each event with its own.
  private static func insertingAll(_ events: [PublishedEvent], _ dialect: Dialect) -> [SQL] {
    var aggregates: [(first: PublishedEvent, count: Int64)] = []
    // How many of its aggregate come after an event.
    var followers = Array(repeating: 0 as Int64, count: events.count)
    for (index, event) in events.enumerated() {
      if let last = aggregates.last, last.first.order == event.order {
        aggregates[aggregates.count - 1].count += 1
        for earlier in (index - Int(last.count))..<index { followers[earlier] += 1 }
      } else {
        aggregates.append((event, 1))
      }
    }
    let taken = dialect.unnest(
      [
        .texts(aggregates.map(\.first.context)), .texts(aggregates.map(\.first.aggregate)),
        .integers(aggregates.map(\.count)),
      ], as: "taken")
    let new = dialect.unnest(
      [
        .uuids(events.map { $0.id.rawValue }), .texts(events.map(\.context)),
        .texts(events.map(\.type)), .texts(events.map(\.aggregate)), .integers(followers),
        .texts(events.map(\.topics)), .texts(events.map(\.data)), .instants(events.map(\.at)),
      ], as: "new")
    // A number is looked up for each event: a join might read all numbers there are.
    return [
      """
      INSERT INTO platform_event_numbers (context, aggregate, number)
      SELECT c1, c2, c3 FROM \(taken) WHERE true
      ON CONFLICT (context, aggregate) DO UPDATE SET
        number = platform_event_numbers.number + excluded.number
      """,
      """
      INSERT INTO platform_outbox (id, context, type, aggregate, number, topics, data, at)
      SELECT c1, c2, c3, c4,
        (SELECT number FROM platform_event_numbers WHERE context = c2 AND aggregate = c4) - c5,
        c6, c7, c8
      FROM \(new)
      """,
    ]
  }

  /// Takes the aggregate's next number, then writes the event with it: on neither engine does
  /// anybody wait for the first statement's answer.
  private var statements: [SQL] {
    [
      """
      INSERT INTO platform_event_numbers (context, aggregate, number)
      VALUES (\(context), \(aggregate), 1)
      ON CONFLICT (context, aggregate) DO UPDATE SET number = platform_event_numbers.number + 1
      """,
      """
      INSERT INTO platform_outbox (id, context, type, aggregate, number, topics, data, at)
      SELECT \(id), context, \(type), aggregate, number, \(topics), \(data), \(at)
      FROM platform_event_numbers WHERE context = \(context) AND aggregate = \(aggregate)
      """,
    ]
  }
}
