public import Kernel

/// An event in the history of a topic.
public struct TopicEvent: Sendable, Hashable {
  /// Its place in the history of all topics, from 1, without gaps when it is written.
  public let position: Int64
  /// The topic.
  public let topic: String
  /// Its number within the topic, from 1, without gaps.
  public let offset: Int64
  /// What happened: `fleet.transaction.approved`.
  public let type: String
  /// When it happened, in business time.
  public let at: Instant
  /// What is told of it: JSON.
  public let data: String

  /// An event with its places.
  public init(
    position: Int64, topic: String, offset: Int64, type: String, at: Instant, data: String
  ) {
    self.position = position
    self.topic = topic
    self.offset = offset
    self.type = type
    self.at = at
    self.data = data
  }
}
