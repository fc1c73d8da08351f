internal import EventLoop
public import Events
internal import Kernel
internal import Synchronization

/// Follows the history of all topics, and tells every loop what happened.
public final class TopicFeed: Sendable {
  private struct State {
    var boards: [ObjectIdentifier: (loop: EventLoop, board: TopicBoard)] = [:]
    /// What was told so far; nil before following began.
    var place: (epoch: String, position: Int64)?
    /// When everything was told that there was.
    var wasLevel = ContinuousClock.now
  }

  let history: any TopicHistory
  let rights: TopicRights
  let follows: TopicFollows
  private let interval: Duration
  private let state = Mutex(State())

  /// How far behind a feed may be before an event may have been removed for its age: half of the
  /// shortest age that can be set.
  static let patience: Duration = .seconds(30)
  /// How many events are read at once.
  static let batch = 500

  /// A feed that is not followed yet.
  /// - Parameters:
  ///   - history: the history.
  ///   - rules: who may follow which topics, beside their own `user:<id>`.
  ///   - interval: how often it looks for news that were not announced.
  public init(
    _ history: any TopicHistory, rules: [TopicRule], interval: Duration = .seconds(1)
  ) {
    self.history = history
    follows = TopicFollows(history)
    self.interval = interval
    rights = TopicRights(rules)
  }

  /// The board of a loop.
  func board(of loop: EventLoop) -> TopicBoard {
    state.withLock { state in
      if let board = state.boards[ObjectIdentifier(loop)] { return board.board }
      let board = TopicBoard(loop, history, follows, rights)
      let epoch = state.place?.epoch
      state.boards[ObjectIdentifier(loop)] = (loop, board)
      if let epoch { loop.execute { board.begin(epoch) } }
      return board
    }
  }

  /// Follows the history until the task is cancelled.
  /// - Throws: `CancellationError`, or the store's error: then it is to be begun again, and goes on
  ///   where it was.
  public func run() async throws {
    let bell = Doorbell()
    let listening = Task { [history] in
      for await _ in history.announcements() { bell.ring() }
    }
    defer { listening.cancel() }
    while true {
      try Task.checkCancellation()
      try await follows.renew()
      if try await !follow() { await bell.wait(atMost: interval) }
    }
  }

  /// Tells what is new.
  /// - Returns: whether there may be more at once.
  private func follow() async throws -> Bool {
    let place = state.withLock { $0.place }
    let news = try await history.news(after: place?.position ?? .max, limit: Self.batch)
    guard let place, place.epoch == news.epoch else {
      begin(news)
      return false
    }
    guard news.position >= place.position else {
      try await history.renew(news.epoch)
      return true
    }
    guard let first = news.events.first, let last = news.events.last else {
      state.withLock { $0.wasLevel = .now }
      return false
    }
    let isLate = state.withLock { state in
      defer { if last.position == news.position { state.wasLevel = .now } }
      state.place = (news.epoch, last.position)
      return ContinuousClock.now - state.wasLevel > Self.patience
    }
    let messages = news.events.map { TopicMessage($0, epoch: news.epoch) }
    tell { $0.deliver(messages) }
    // What lies between was removed before it was read here. The newest event of a topic is removed
    // for its age alone, so the change of somebody's rights is missed only by who is late.
    let isWhole =
      first.position == place.position + 1
      && last.position - first.position == Int64(news.events.count) - 1
    if !isWhole { tell { board in isLate ? board.begin(news.epoch) : board.fillHoles() } }
    return news.events.count == Self.batch
  }

  private func begin(_ news: TopicNews) {
    follows.forget()
    state.withLock { state in
      state.place = (news.epoch, news.position)
      state.wasLevel = .now
    }
    tell { $0.begin(news.epoch) }
  }

  private func tell(_ what: @escaping @Sendable (TopicBoard) -> Void) {
    for (loop, board) in state.withLock({ Array($0.boards.values) }) {
      loop.execute { what(board) }
    }
  }
}
