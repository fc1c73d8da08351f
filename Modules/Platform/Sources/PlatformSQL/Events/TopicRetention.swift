/// How much of a topic's history is kept for those who resume.
public struct TopicRetention: Sendable, Hashable {
  /// The newest events of a topic, 1 or more.
  public var events: Int
  /// Seconds since an event was handed on.
  public var seconds: Int64

  /// How much is kept: 1,000 events or a day of them, whichever is less.
  public init(events: Int = 1_000, seconds: Int64 = 24 * 60 * 60) {
    self.events = events
    self.seconds = seconds
  }
}
