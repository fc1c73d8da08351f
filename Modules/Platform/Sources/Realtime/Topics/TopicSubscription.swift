internal import EventLoop
internal import Events

/// One topic that one session follows. It belongs to the session's loop.
final class TopicSubscription: @unchecked Sendable {
  // Unchecked: touched on the loop's thread only.

  enum Phase {
    /// It is being found out whether the session may follow the topic.
    case asking
    /// The history is being read; what happens meanwhile waits.
    case joining
    /// What happens is sent as it comes.
    case live
  }

  /// No more messages wait while the history is read; what is missing is read from it, too.
  static let longestBacklog = 256

  let entry: TopicEntry
  private(set) weak var session: TopicSession?
  /// Its place in the entry's list.
  var place = 0
  var phase = Phase.asking
  /// The history that `next` is an offset of.
  var epoch = ""
  /// The offset of the next event to send.
  var next: Int64 = 0
  /// Counts what was begun with it, so that a task finds out whether it is still meant.
  var turn: UInt32 = 0
  /// Whether what it was allowed by may have changed while it was asked for.
  var mustAsk = false
  /// Whether the history must be looked at once more before it is live.
  var mustRead = false
  private var backlog: [TopicMessage] = []

  init(_ entry: TopicEntry, of session: TopicSession) {
    self.entry = entry
    self.session = session
  }

  var topic: String { entry.topic }

  /// Where the session stands.
  var cursor: TopicCursor? { TopicCursor(epoch: epoch, offset: next - 1) }

  /// Takes what happened on the topic.
  /// - Returns: false if events before it are missing, which must be read from the history.
  func take(_ message: TopicMessage) -> Bool {
    guard let cursor = message.cursor else { return true }
    switch phase {
    case .asking: return true
    case .joining:
      if backlog.count < Self.longestBacklog { backlog.append(message) } else { mustRead = true }
      return true
    case .live:
      // Another epoch is one that the board has not heard of yet.
      guard cursor.epoch == epoch, cursor.offset >= next else { return true }
      guard cursor.offset == next else { return false }
      next += 1
      session?.send(message)
      return true
    }
  }

  /// Begins to read the history.
  /// - Returns: the turn, which is over once another one began.
  func beginJoining() -> UInt32 {
    turn &+= 1
    phase = .joining
    mustRead = false
    backlog = []
    return turn
  }

  /// Sends what has waited, and what comes from now on as it comes.
  /// - Returns: false if more must be read from the history first.
  func goLive() -> Bool {
    let waiting = backlog
    backlog = []
    phase = .live
    for message in waiting where !take(message) { mustRead = true }
    let isBehind = entry.epoch == epoch && entry.last.map { $0 >= next } ?? false
    guard mustRead || isBehind else { return true }
    mustRead = false
    phase = .joining
    return false
  }
}

/// A topic that somebody on a loop follows.
final class TopicEntry {
  let topic: String
  var subscriptions = Roster(\TopicSubscription.place)
  /// The history that `last` is an offset of.
  private(set) var epoch: String?
  /// The last event that is known to have happened; nil before anything is known.
  private(set) var last: Int64?

  init(_ topic: String) {
    self.topic = topic
  }

  /// Notes that an event has happened.
  func note(_ offset: Int64, in epoch: String) {
    last = epoch == self.epoch ? max(last ?? 0, offset) : offset
    self.epoch = epoch
  }

  /// Forgets where the topic ends.
  func forget() { (epoch, last) = (nil, nil) }
}
