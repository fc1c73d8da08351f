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

  /// Takes the aggregate's next number, then writes the event with it: on neither engine does
  /// anybody wait for the first statement's answer.
  var statements: [SQL] {
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
