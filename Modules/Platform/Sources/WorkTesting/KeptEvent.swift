import JSON
public import Storage

/// An event that is kept in a database: it waits to be handed on, or it was and its row is still
/// there.
public struct KeptEvent: Sendable, Hashable {
  /// What happened.
  public let type: String
  /// What it happened to.
  public let aggregate: String
  /// Its number among the events of the aggregate.
  public let number: Int64
  /// The topics that it goes to.
  public let topics: [String]
  /// What is told of it: JSON.
  public let data: String
}

extension Database {
  /// The events that are kept, those of one type or all: first those with rows of their own, then
  /// those that share a row, each in their order.
  /// - Throws: the store's error, or `JSONError` if a row is not what one is.
  public func keptEvents(_ type: String? = nil) async throws -> [KeptEvent] {
    let place: SQL = dialect == .postgres ? "position" : "rowid"
    let own = try await all(
      "SELECT type, aggregate, number, topics, data FROM platform_outbox ORDER BY \(place)"
    ) { row in
      KeptEvent(
        type: try row.get(0), aggregate: try row.get(1), number: try row.get(2),
        topics: try JSONDocument(parsing: try row.get(3, as: String.self)).root.strings,
        data: try row.get(4))
    }
    let shared = try await all("SELECT content FROM platform_outbox_batches ORDER BY id") { row in
      try JSONDocument(parsing: try row.get(0, as: String.self)).root.elements.map(KeptEvent.init)
    }
    return (own + shared.flatMap { $0 }).filter { type == nil || $0.type == type }
  }
}

extension KeptEvent {
  fileprivate init(_ value: JSONValue) {
    let fields = Array(value.elements)
    self.init(
      type: fields[2].string ?? "", aggregate: fields[3].string ?? "", number: 1,
      topics: fields[4].strings, data: fields[6].description)
  }
}

extension JSONValue {
  fileprivate var strings: [String] { elements.compactMap(\.string) }
}
