internal import EventLoop
internal import Events
internal import Kernel

/// Who follows which topics on one loop. It belongs to the loop; call everything there.
///
/// Reading the history and being told what happens join without a gap and without a repetition:
/// a subscription is on the board before its history is read, and sends the events of one offset
/// after the other. What comes a second time it drops, and for what is missing it reads the history
/// again.
final class TopicBoard: @unchecked Sendable {
  // Unchecked: touched on the loop's thread only, but for the constants.

  let rights: TopicRights
  private let loop: EventLoop
  private let history: any TopicHistory
  private let follows: TopicFollows
  /// The history that is followed; nil before it is.
  private var epoch: String?
  private var entries: [String: TopicEntry] = [:]
  private var sessions: [ObjectIdentifier: TopicSession] = [:]
  /// Counts how often following began anew.
  private var beginnings = 0

  private var isFilling = false
  private var mustFill = false
  /// How many sessions are being asked about.
  private var asking = 0
  /// Questions that wait, and those before them, the last of which is the next.
  private var waiting: [@Sendable () async -> Void] = []
  private var upNext: [@Sendable () async -> Void] = []

  /// How many sessions of a loop are asked about at once.
  static let mostAsking = 8
  /// How many events are read at once.
  static let pageSize = 100
  /// The pause before the history is read again that could not be read.
  static let pause: Duration = .milliseconds(500)

  init(
    _ loop: EventLoop, _ history: any TopicHistory, _ follows: TopicFollows, _ rights: TopicRights
  ) {
    self.loop = loop
    self.history = history
    self.follows = follows
    self.rights = rights
  }

  /// Starts a task on the loop.
  func onLoop(_ work: @escaping @Sendable () async -> Void) { loop.spawn(work) }

  /// Runs on the loop what asks about a session, a few at once: when everybody must be asked about,
  /// the rules have no more to do than usual, only for longer.
  func ask(_ question: @escaping @Sendable () async -> Void) {
    waiting.append(question)
    guard asking < Self.mostAsking else { return }
    asking += 1
    onLoop { [self] in
      while let next = nextQuestion() { await next() }
      asking -= 1
    }
  }

  private func nextQuestion() -> (@Sendable () async -> Void)? {
    if upNext.isEmpty {
      upNext = waiting.reversed()
      waiting = []
    }
    return upNext.popLast()
  }

  // MARK: Who follows

  /// Puts a subscription on the board.
  func attach(_ topic: String, to session: TopicSession) -> TopicSubscription {
    let entry = entries[topic] ?? begin(following: topic)
    let subscription = TopicSubscription(entry, of: session)
    entry.subscriptions.add(subscription)
    sessions[ObjectIdentifier(session)] = session
    return subscription
  }

  private func begin(following topic: String) -> TopicEntry {
    let entry = TopicEntry(topic)
    entries[topic] = entry
    follows.enter(topic)
    return entry
  }

  /// Takes a subscription off the board.
  func detach(_ subscription: TopicSubscription) {
    let entry = subscription.entry
    subscription.turn &+= 1
    entry.subscriptions.remove(subscription)
    guard entry.subscriptions.isEmpty, entries[entry.topic] === entry else { return }
    entries[entry.topic] = nil
    follows.leave(entry.topic)
  }

  /// Forgets a session that follows nothing.
  func forget(_ session: TopicSession) { sessions[ObjectIdentifier(session)] = nil }

  // MARK: What happens

  /// Tells what happened, in order.
  func deliver(_ messages: [TopicMessage]) {
    for message in messages {
      guard let topic = message.topic, let cursor = message.cursor else { continue }
      if let user = TopicName.userOfRights(topic) {
        for session in Array(sessions.values) where session.caller?.userID == user {
          session.askAgain()
        }
      } else if let entry = entries[topic] {
        entry.note(cursor.offset, in: cursor.epoch)
        for subscription in entry.subscriptions where !subscription.take(message) {
          catchUp(subscription)
        }
      }
    }
  }

  /// Begins to follow a history anew: it is another one, or something of it may have been missed.
  /// Whoever misses events gets them, or is told that they are lost.
  func begin(_ epoch: String) {
    self.epoch = epoch
    beginnings += 1
    for entry in entries.values { entry.forget() }
    for session in Array(sessions.values) { session.askAgain() }
    let beginning = beginnings
    onLoop { await self.align(beginning) }
  }

  /// Looks for events that were removed before they were told, and for nothing else: whoever misses
  /// none is not asked about, and hears nothing.
  func fillHoles() {
    guard !isFilling else {
      mustFill = true
      return
    }
    isFilling = true
    onLoop { [self] in
      repeat {
        mustFill = false
        await align(beginnings)
      } while mustFill
      isFilling = false
    }
  }

  private func align(_ beginning: Int) async {
    var topics = Array(entries.keys)
    while !topics.isEmpty, beginning == beginnings {
      let part = Array(topics.suffix(1_000))
      guard let ends = try? await history.ends(of: part) else {
        try? await Task.sleep(for: Self.pause)
        continue
      }
      topics.removeLast(part.count)
      for topic in part {
        guard let entry = entries[topic] else { continue }
        for subscription in entry.subscriptions {
          align(subscription, to: ends.last(of: topic), in: ends.epoch)
        }
      }
    }
  }

  private func align(_ subscription: TopicSubscription, to last: Int64, in epoch: String) {
    guard subscription.phase == .live else {
      subscription.mustRead = true
      return
    }
    // More may have been told since the end was read.
    if subscription.epoch == epoch, subscription.next > last { return }
    catchUp(subscription)
  }

  /// Sends what a subscription has missed.
  private func catchUp(_ subscription: TopicSubscription) {
    guard subscription.phase == .live, let cursor = subscription.cursor else { return }
    subscription.phase = .joining
    onLoop { await self.join(subscription, from: cursor, isQuiet: true) {} }
  }

  // MARK: Joining

  /// Brings a subscription from a place in its history to what happens now, and answers.
  /// - Parameters:
  ///   - cursor: the place; nil for now.
  ///   - isQuiet: whether only a break in the history is told.
  ///   - answered: called once, when the answer was sent, or there will be none.
  func join(
    _ subscription: TopicSubscription, from cursor: TopicCursor?, isQuiet: Bool,
    answered: @escaping () -> Void
  ) async {
    var answer = Answer(isQuiet: isQuiet, answered)
    defer { answer.end() }
    let turn = subscription.beginJoining()
    guard await isNoted(subscription, answer.isOwed), subscription.turn == turn else { return }
    if joinAtOnce(subscription, from: cursor, &answer) { return }
    var cursor = cursor
    while true {
      guard let page = await page(of: subscription, after: cursor, answer.isOwed) else { return }
      guard subscription.turn == turn else { return }
      subscription.entry.note(page.last, in: page.epoch)
      let isWhole = await send(page, after: cursor, to: subscription, &answer)
      guard subscription.turn == turn else { return }
      answer.end()
      if isWhole, subscription.goLive() { return }
      cursor = subscription.cursor
      await subscription.session?.caughtUp()
      guard subscription.turn == turn else { return }
    }
  }

  /// Has the history know that the topic is followed. Where it cannot be told, a client that waits
  /// for an answer is sent away, and anybody else waits.
  /// - Returns: whether it knows.
  private func isNoted(_ subscription: TopicSubscription, _ isAwaited: Bool) async -> Bool {
    let turn = subscription.turn
    while subscription.turn == turn {
      if follows.isNoted(subscription.topic) { return true }
      do {
        try await follows.note(subscription.topic)
      } catch {
        if isAwaited {
          subscription.session?.giveUp()
          return false
        }
        try? await Task.sleep(for: Self.pause)
      }
    }
    return false
  }

  /// Joins without reading, where the board knows the end of the topic and nothing is missing.
  private func joinAtOnce(
    _ subscription: TopicSubscription, from cursor: TopicCursor?, _ answer: inout Answer
  ) -> Bool {
    guard let epoch, subscription.entry.epoch == epoch, let last = subscription.entry.last,
      let end = TopicCursor(epoch: epoch, offset: last), cursor == nil || cursor == end
    else { return false }
    (subscription.epoch, subscription.next) = (epoch, last + 1)
    answer.send(end, isRecovered: cursor.map { _ in true }, to: subscription)
    return subscription.goLive()
  }

  /// Sends a page of the history, or tells that the history does not reach back.
  /// - Returns: whether the page reached the end.
  private func send(
    _ page: TopicPage, after cursor: TopicCursor?, to subscription: TopicSubscription,
    _ answer: inout Answer
  ) async -> Bool {
    if let cursor, page.continues(cursor) {
      (subscription.epoch, subscription.next) = (page.epoch, cursor.offset + 1)
      answer.send(cursor, isRecovered: true, to: subscription)
      let turn = subscription.turn
      for event in page.events where event.offset == subscription.next {
        subscription.next += 1
        subscription.session?.send(TopicMessage(event, epoch: page.epoch))
        guard let session = subscription.session, session.isBehind else { continue }
        answer.end()
        await session.caughtUp()
        // It may have been left, or begun again, meanwhile.
        guard subscription.turn == turn else { return false }
      }
      return subscription.next > page.last
    }
    (subscription.epoch, subscription.next) = (page.epoch, page.last + 1)
    guard let end = TopicCursor(epoch: page.epoch, offset: page.last) else { return true }
    answer.send(end, isRecovered: cursor.map { _ in false }, to: subscription)
    return true
  }

  /// A page of the history. Where it cannot be read, a client that waits for an answer is sent
  /// away, and anybody else waits.
  private func page(
    of subscription: TopicSubscription, after cursor: TopicCursor?, _ isAwaited: Bool
  ) async -> TopicPage? {
    let turn = subscription.turn
    while subscription.turn == turn {
      do {
        return try await history.page(
          of: subscription.topic, after: cursor?.offset ?? .max, limit: Self.pageSize)
      } catch {
        if isAwaited {
          subscription.session?.giveUp()
          return nil
        }
        try? await Task.sleep(for: Self.pause)
      }
    }
    return nil
  }
}

/// What a client is told of joining a topic.
private struct Answer {
  private let isQuiet: Bool
  private var answered: (() -> Void)?
  /// Whether the client waits for it.
  private(set) var isOwed: Bool

  init(isQuiet: Bool, _ answered: @escaping () -> Void) {
    self.isQuiet = isQuiet
    self.answered = answered
    isOwed = !isQuiet
  }

  /// Tells where the client stands, if it waits for that or if events are lost.
  mutating func send(
    _ cursor: TopicCursor, isRecovered: Bool?, to subscription: TopicSubscription
  ) {
    guard isOwed || isRecovered == false else { return }
    isOwed = false
    subscription.session?.send(
      .subscribed(subscription.topic, at: cursor, isRecovered: isRecovered))
  }

  /// Says that the answer was sent.
  mutating func end() {
    answered?()
    answered = nil
  }
}

extension TopicPage {
  /// Whether it goes on where a client stands.
  fileprivate func continues(_ cursor: TopicCursor) -> Bool {
    guard epoch == cursor.epoch, cursor.offset <= last else { return false }
    return events.first.map { $0.offset == cursor.offset + 1 } ?? (cursor.offset == last)
  }
}
