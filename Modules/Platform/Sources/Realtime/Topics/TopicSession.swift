internal import EventLoop
internal import Events
internal import Kernel

/// The topics that one socket or stream follows. It belongs to one loop; call everything there.
final class TopicSession: @unchecked Sendable {
  // Unchecked: touched on the loop's thread only.

  private let board: TopicBoard
  private weak var output: (any TopicOutput)?
  private(set) var subscriptions: [TopicSubscription] = []
  private let limit: Int
  private var isEnded = false
  private var isAsking = false
  private var mustAskAgain = false

  /// - Parameter limit: the most topics.
  init(_ board: TopicBoard, _ output: any TopicOutput, limit: Int) {
    self.board = board
    self.output = output
    self.limit = limit
  }

  /// The caller; nil once their session has ended.
  var caller: Principal? { output?.caller }

  func send(_ message: TopicMessage) { output?.send(message) }

  /// Whether the reader is to catch up before it is sent more of a history.
  var isBehind: Bool { output?.isBehind ?? false }

  func caughtUp() async { await output?.caughtUp() }

  func giveUp() { output?.giveUp() }

  /// Follows a topic, and answers so.
  /// - Parameters:
  ///   - cursor: what the client has, to resume from.
  ///   - isQuiet: whether only a break in the history is told, and no refusal.
  ///   - answered: called once, when the answer was sent.
  func subscribe(
    _ topic: String, from cursor: TopicCursor?, isQuiet: Bool = false,
    answered: @escaping () -> Void = {}
  ) async {
    guard let subscription = await admit(topic, isQuiet: isQuiet) else { return answered() }
    await board.join(subscription, from: cursor, isQuiet: isQuiet, answered: answered)
  }

  /// Leaves a topic, and answers so.
  func unsubscribe(_ topic: String) {
    // A text that is no topic may be dear to compare.
    guard TopicName.isWellFormed(topic), let subscription = subscription(to: topic) else {
      return send(.refused(.unknownTopic, topic))
    }
    drop(subscription)
    send(.unsubscribed(topic))
  }

  /// Ends it.
  func end() {
    isEnded = true
    for subscription in subscriptions { board.detach(subscription) }
    subscriptions = []
    board.forget(self)
  }

  /// Asks again whether the session may follow its topics, and leaves those that it may not.
  func askAgain() {
    for subscription in subscriptions where subscription.phase == .asking {
      subscription.mustAsk = true
    }
    guard !isAsking else {
      mustAskAgain = true
      return
    }
    isAsking = true
    board.ask { [self] in
      repeat {
        mustAskAgain = false
        for subscription in subscriptions where subscription.phase != .asking {
          await askAgain(subscription)
        }
      } while mustAskAgain
      isAsking = false
    }
  }

  private func askAgain(_ subscription: TopicSubscription) async {
    guard let caller else { return }
    do {
      guard try await !board.rights.allow(subscription.topic, to: caller) else { return }
    } catch {
      return giveUp()
    }
    guard subscriptions.contains(where: { $0 === subscription }) else { return }
    drop(subscription)
    send(.refused(.forbidden, subscription.topic))
  }

  /// The subscription to a topic, once it is known that there may be one.
  private func admit(_ topic: String, isQuiet: Bool) async -> TopicSubscription? {
    func refuse(_ refusal: TopicRefusal) {
      if !isQuiet { send(.refused(refusal, topic)) }
    }
    guard !isEnded else { return nil }
    guard TopicName.isWellFormed(topic) else {
      refuse(.forbidden)
      return nil
    }
    if let known = subscription(to: topic) {
      if known.phase != .asking { return known }
      // A usual topic that is not followed yet: this takes its place.
      drop(known)
    }
    guard subscriptions.count < limit else {
      refuse(.tooManyTopics)
      return nil
    }
    let subscription = board.attach(topic, to: self)
    subscriptions.append(subscription)
    do {
      repeat {
        subscription.mustAsk = false
        guard let caller, try await board.rights.allow(topic, to: caller) else {
          if drop(subscription) { refuse(.forbidden) }
          return nil
        }
      } while subscription.mustAsk
    } catch {
      giveUp()
      return nil
    }
    return subscriptions.contains { $0 === subscription } ? subscription : nil
  }

  private func subscription(to topic: String) -> TopicSubscription? {
    subscriptions.first { $0.topic == topic }
  }

  /// - Returns: whether it was there.
  @discardableResult
  private func drop(_ subscription: TopicSubscription) -> Bool {
    guard let place = subscriptions.firstIndex(where: { $0 === subscription }) else {
      return false
    }
    subscriptions.remove(at: place)
    board.detach(subscription)
    if subscriptions.isEmpty { board.forget(self) }
    return true
  }
}
