import Events
import Kernel
import Synchronization

/// A history in memory, which can be cut, lost and unreachable, and which followers see late.
final class ModelHistory: TopicHistory {
  struct Down: Error {}

  struct State {
    var epoch = "e1"
    var epochs = 1
    var position: Int64 = 0
    var ends: [String: Int64] = [:]
    var events: [TopicEvent] = []
    var isDown = false
    /// The most events that followers see at once.
    var lag = 1_000
    /// What was ever told, by epoch, topic and offset.
    var told: [String: Int] = [:]
    var listeners: [AsyncStream<Void>.Continuation] = []
    /// How often a page was read.
    var pages = 0
    /// What somebody has said to follow.
    var followed: Set<String> = []
  }

  let state = Mutex(State())

  /// - Parameter data: what is told; nil for the number.
  func publish(
    _ number: Int, on topic: String, isAnnounced: Bool = true, data: String? = nil
  ) {
    let listeners = state.withLock { state in
      state.position += 1
      state.ends[topic, default: 0] += 1
      let offset = state.ends[topic, default: 0]
      state.events.append(
        TopicEvent(
          position: state.position, topic: topic, offset: offset, type: "test.thing.changed",
          at: Instant(milliseconds: 0), data: data ?? "\(number)"))
      state.told["\(state.epoch) \(topic) \(offset)"] = number
      return isAnnounced ? state.listeners : []
    }
    for listener in listeners { listener.yield() }
  }

  /// Forgets all but the newest events.
  func trim(to count: Int) {
    state.withLock { $0.events.removeFirst(max(0, $0.events.count - count)) }
  }

  /// Forgets all but the newest event of a topic.
  func trim(_ topic: String) {
    state.withLock { state in
      let last = state.ends[topic]
      state.events.removeAll { $0.topic == topic && $0.offset != last }
    }
  }

  /// Brings an older state back: the last events are lost.
  func restore(losing count: Int) {
    state.withLock { state in
      for event in state.events.suffix(count) {
        state.position -= 1
        state.ends[event.topic, default: 1] -= 1
      }
      state.events.removeLast(min(count, state.events.count))
      state.followed = []
      state.epochs += 1
      state.epoch = "e\(state.epochs)"
      // What is left is part of the new history.
      for event in state.events {
        state.told["\(state.epoch) \(event.topic) \(event.offset)"] = Int(event.data)
      }
    }
  }

  func news(after position: Int64, limit: Int) async throws -> TopicNews {
    try state.withLock { state in
      guard !state.isDown else { throw Down() }
      let found = state.events.filter { $0.position > position }.prefix(min(limit, state.lag))
      return TopicNews(epoch: state.epoch, position: state.position, events: Array(found))
    }
  }

  func renew(_ epoch: String) async throws { restore(losing: 0) }

  func page(of topic: String, after offset: Int64, limit: Int) async throws -> TopicPage {
    try state.withLock { state in
      guard !state.isDown else { throw Down() }
      state.pages += 1
      let found = state.events.filter { $0.topic == topic && $0.offset > offset }.prefix(limit)
      return TopicPage(
        epoch: state.epoch, last: state.ends[topic] ?? 0, events: Array(found))
    }
  }

  func ends(of topics: [String]) async throws -> TopicEnds {
    try state.withLock { state in
      guard !state.isDown else { throw Down() }
      return TopicEnds(epoch: state.epoch, offsets: state.ends.filter { topics.contains($0.key) })
    }
  }

  func follow(_ topics: [String]) async throws {
    try state.withLock { state in
      guard !state.isDown else { throw Down() }
      state.followed.formUnion(topics)
    }
  }

  func announcements() -> AsyncStream<Void> {
    AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
      state.withLock { $0.listeners.append(continuation) }
    }
  }
}
