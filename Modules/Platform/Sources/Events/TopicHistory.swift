/// The history of all topics, as the servers follow it.
///
/// An epoch names an unbroken history. Where events may have been lost, because a backup was
/// restored or a standby took over, the next question finds another epoch.
///
/// Only topics that somebody follows have a history, and those that somebody has followed within
/// the time that it reaches back. Events that a topic is not told of leave a gap: an offset that is
/// never told, so who resumes from before it finds that the history does not reach back.
public protocol TopicHistory: Sendable {
  /// What happened after a position, in order, at most `limit` events.
  /// - Throws: the store's error.
  func news(after position: Int64, limit: Int) async throws -> TopicNews

  /// Takes note that topics are followed: what happens once the call has returned is kept for them.
  /// It is called before a topic is read, and again while it is followed, at least each half hour.
  /// - Throws: the store's error.
  func follow(_ topics: [String]) async throws

  /// Begins another epoch, unless that was done since `epoch` was read.
  /// - Throws: the store's error.
  func renew(_ epoch: String) async throws

  /// What happened on one topic after an offset, in order, at most `limit` events.
  /// - Throws: the store's error.
  func page(of topic: String, after offset: Int64, limit: Int) async throws -> TopicPage

  /// Where topics end.
  /// - Throws: the store's error.
  func ends(of topics: [String]) async throws -> TopicEnds

  /// Says when there may be news. It may be silent though there are some, so ask now and then.
  func announcements() -> AsyncStream<Void>
}

/// What happened on all topics, read at one moment.
public struct TopicNews: Sendable {
  /// The epoch.
  public let epoch: String
  /// The position of the last event that there is, whether or not it is among `events`.
  public let position: Int64
  /// The events, in the order of their positions.
  public let events: [TopicEvent]

  /// What was read.
  public init(epoch: String, position: Int64, events: [TopicEvent]) {
    self.epoch = epoch
    self.position = position
    self.events = events
  }
}

/// A part of one topic's history, read at one moment.
public struct TopicPage: Sendable {
  /// The epoch.
  public let epoch: String
  /// The offset of the topic's last event; 0 where there never was one.
  public let last: Int64
  /// The events, in the order of their offsets.
  public let events: [TopicEvent]

  /// What was read.
  public init(epoch: String, last: Int64, events: [TopicEvent]) {
    self.epoch = epoch
    self.last = last
    self.events = events
  }
}

/// Where topics end, read at one moment.
public struct TopicEnds: Sendable {
  /// The epoch.
  public let epoch: String
  private let offsets: [String: Int64]

  /// What was read; a topic that is not there has had no event.
  public init(epoch: String, offsets: [String: Int64]) {
    self.epoch = epoch
    self.offsets = offsets
  }

  /// The offset of a topic's last event; 0 where there never was one.
  public func last(of topic: String) -> Int64 { offsets[topic] ?? 0 }
}
