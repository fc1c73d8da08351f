public import Kernel

/// An event on its way from the change that it tells of to those who are told.
public struct RelayedEvent: Sendable, Hashable {
  /// The id of an event.
  public typealias ID = Identifier<RelayedEvent>

  /// The event's id.
  public let id: ID
  /// The context that published it.
  public let context: String
  /// What happened: `<context>.<aggregate>.<what>`.
  public let type: String
  /// What it happened to, as `kind:id`.
  public let aggregate: String
  /// Its number among the events of the aggregate.
  public let number: Int64
  /// The realtime topics that it goes to.
  public let topics: [String]
  /// What is told of it: JSON.
  public let data: String
  /// When it happened, in business time.
  public let at: Instant

  /// An event as it was published.
  public init(
    id: ID, context: String, type: String, aggregate: String, number: Int64, topics: [String],
    data: String, at: Instant
  ) {
    self.id = id
    self.context = context
    self.type = type
    self.aggregate = aggregate
    self.number = number
    self.topics = topics
    self.data = data
    self.at = at
  }
}
