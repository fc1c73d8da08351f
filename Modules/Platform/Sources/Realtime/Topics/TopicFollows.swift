internal import Events
internal import Synchronization

/// The topics that sessions of this server follow. The history is told of them, and told again
/// while they are followed: it keeps nothing of topics that nobody follows.
final class TopicFollows: Sendable {
  private struct Followed {
    /// On how many loops somebody follows it.
    var loops = 0
    /// When the history was last told; nil before it was.
    var notedAt: ContinuousClock.Instant?
  }

  private struct State {
    var topics: [String: Followed] = [:]
    /// Those who wait until the history was told.
    var waiting: [(topic: String, caller: UnsafeContinuation<Void, any Error>)] = []
    var isNoting = false
    var wasRenewed = ContinuousClock.now
    /// Counts how often the history became another one.
    var histories = 0
  }

  private let history: any TopicHistory
  private let state = Mutex(State())

  /// How long the history is not told again.
  static let lasting: Duration = .seconds(20 * 60)
  /// How often it is looked what to tell again.
  static let interval: Duration = .seconds(5 * 60)
  /// How many topics are told of at once.
  static let most = 1_000

  init(_ history: any TopicHistory) {
    self.history = history
  }

  /// Somebody on a loop follows a topic that nobody there followed.
  func enter(_ topic: String) {
    state.withLock { $0.topics[topic, default: Followed()].loops += 1 }
  }

  /// Nobody on a loop follows a topic any more.
  func leave(_ topic: String) {
    state.withLock { state in
      guard let followed = state.topics[topic] else { return }
      state.topics[topic]?.loops -= 1
      if followed.loops <= 1 { state.topics[topic] = nil }
    }
  }

  /// Whether the history knows that a topic is followed.
  func isNoted(_ topic: String) -> Bool { state.withLock { $0.topics[topic]?.notedAt != nil } }

  /// The history is another one, which may not know what the one before was told.
  func forget() {
    state.withLock { state in
      state.histories += 1
      for topic in state.topics.keys { state.topics[topic]?.notedAt = nil }
    }
  }

  /// Tells the history that a topic is followed, together with whatever else is to be told.
  /// - Throws: the store's error.
  func note(_ topic: String) async throws {
    try await withUnsafeThrowingContinuation { caller in
      let begins = state.withLock { state in
        state.waiting.append((topic, caller))
        defer { state.isNoting = true }
        return !state.isNoting
      }
      if begins { Task { await noteAll() } }
    }
  }

  /// Tells the history again what it was told a while ago, if it is time to.
  /// - Throws: the store's error.
  func renew() async throws {
    let now = ContinuousClock.now
    let old = state.withLock { state -> [String] in
      guard now - state.wasRenewed >= Self.interval else { return [] }
      state.wasRenewed = now
      return state.topics.compactMap { topic, followed in
        followed.notedAt.map { now - $0 >= Self.lasting } ?? false ? topic : nil
      }
    }
    try await tell(old)
  }

  private func noteAll() async {
    while true {
      let callers = state.withLock { state in
        defer { state.waiting = [] }
        state.isNoting = !state.waiting.isEmpty
        return state.waiting
      }
      if callers.isEmpty { return }
      do {
        try await tell(Array(Set(callers.map(\.topic))))
        for one in callers { one.caller.resume() }
      } catch {
        for one in callers { one.caller.resume(throwing: error) }
      }
    }
  }

  private func tell(_ topics: [String]) async throws {
    var rest = topics[...]
    while !rest.isEmpty {
      let part = rest.prefix(Self.most)
      rest = rest.dropFirst(part.count)
      let now = ContinuousClock.now
      let told = state.withLock { $0.histories }
      try await history.follow(Array(part))
      state.withLock { state in
        guard state.histories == told else { return }
        for topic in part where state.topics[topic] != nil { state.topics[topic]?.notedAt = now }
      }
    }
  }
}
