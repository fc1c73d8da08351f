import Events
import JSON
import Kernel
import Storage

/// A row of `platform_outbox_batches`: events that one transaction publishes, each the only one of
/// its aggregate, so that nobody counts them. An event that others of its aggregate follow has a
/// row of its own in `platform_outbox`.
struct OutboxBatch {
  /// How many octets a row has before the next one begins.
  static let largest = 65_536

  /// The id of the row is that of its first event.
  let id: Identifier<PublishedEvent>
  let content: String

  /// Writes events, as a rule in one row.
  static func inserting(_ events: [PublishedEvent], _ dialect: Dialect) -> SQL {
    let batches = batches(of: events)
    let new = dialect.unnest(
      [.uuids(batches.map { $0.id.rawValue }), .texts(batches.map(\.content))], as: "new")
    return "INSERT INTO platform_outbox_batches (id, content) SELECT c1, c2 FROM \(new)"
  }

  /// Puts events into as few rows as their size allows.
  static func batches(of events: [PublishedEvent]) -> [OutboxBatch] {
    var batches: [OutboxBatch] = []
    var (first, octets) = (0, 0)
    for (index, event) in events.enumerated() {
      if octets >= largest {
        batches.append(OutboxBatch(events[first..<index]))
        (first, octets) = (index, 0)
      }
      octets += event.data.utf8.count
    }
    if first < events.count { batches.append(OutboxBatch(events[first...])) }
    return batches
  }

  private init(_ events: ArraySlice<PublishedEvent>) {
    id = events[events.startIndex].id
    var writer = JSONWriter(reserving: 512 * events.count)
    writer.beginArray()
    for event in events {
      writer.beginArray()
      writer.value("\(event.id)")
      writer.value(event.context)
      writer.value(event.type)
      writer.value(event.aggregate)
      writer.raw(Array(event.topics.utf8))
      writer.value(event.at.milliseconds)
      writer.raw(Array(event.data.utf8))
      writer.endArray()
    }
    writer.endArray()
    content = String(decoding: writer.bytes, as: UTF8.self)
  }
}

/// The content of a batch is not what one is written as.
struct OutboxBatchMalformed: Error, CustomStringConvertible {
  let id: RelayedEvent.ID

  /// What to tell the operator.
  var description: String {
    "row \(id) of platform_outbox_batches cannot be read; the events of all batches wait"
  }
}

extension RelayedEvent {
  /// Data that was published is as deep as a change may make it, which is deeper than what clients
  /// may send.
  private static let deepest = 512

  /// The events of a batch, in the order in which they were published.
  /// - Throws: `OutboxBatchMalformed`.
  static func ofBatch(_ id: RelayedEvent.ID, _ content: String) throws -> [RelayedEvent] {
    guard let document = try? JSONDocument(parsing: Array(content.utf8), maxDepth: deepest) else {
      throw OutboxBatchMalformed(id: id)
    }
    return try document.root.elements.map { element in
      guard let event = RelayedEvent(inBatch: element) else { throw OutboxBatchMalformed(id: id) }
      return event
    }
  }

  private init?(inBatch element: JSONValue) {
    let fields = Array(element.elements)
    guard fields.count == 7, let id = fields[0].string.flatMap(RelayedEvent.ID.init),
      let context = fields[1].string, let type = fields[2].string,
      let aggregate = fields[3].string, let milliseconds = fields[5].int64
    else { return nil }
    self.init(
      id: id, context: context, type: type, aggregate: aggregate, number: 1,
      topics: fields[4].elements.compactMap(\.string),
      data: String(decoding: fields[6].rawText, as: UTF8.self),
      at: Instant(milliseconds: milliseconds))
  }
}
