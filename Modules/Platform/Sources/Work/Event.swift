/// Something that happened in a context and that others may want to know: written with the change
/// itself, delivered at least once, in order for each aggregate.
public struct Event: Sendable {
  /// What happened: `<context>.<aggregate>.<what>`, such as `ajo.contribution.paid`.
  public let type: String
  /// What it happened to, as `kind:id`; events of one aggregate are numbered from 1 without gaps.
  public let aggregate: String
  /// The realtime topics that it goes to, such as `user:<id>`.
  public let topics: [String]
  /// What is told of it, written as JSON when it is published: at most 64 KiB.
  public let data: any Encodable & Sendable

  /// Puts an event together. Its id and time are given to it when it is published.
  public init(
    _ type: String, of aggregate: String, topics: [String] = [], data: some Encodable & Sendable
  ) {
    self.type = type
    self.aggregate = aggregate
    self.topics = topics
    self.data = data
  }
}
