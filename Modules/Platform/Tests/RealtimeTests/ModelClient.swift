import EventLoop
import Events
import JSON
import Kernel
import Synchronization

@testable import Realtime

/// A client of topics on a loop, without a socket.
final class ModelClient: TopicOutput {
  let loop: EventLoop
  let user: UserID
  private let heard = Mutex<[[UInt8]]>([])
  private let session = Mutex<TopicSession?>(nil)
  /// How many messages there may be before it is behind; it reads on when asked to.
  private let room: Mutex<Int>
  let isGivenUp = Atomic(false)

  init(_ feed: TopicFeed, on loop: EventLoop, user: UserID, reading room: Int = .max) async {
    self.loop = loop
    self.user = user
    self.room = Mutex(room)
    await onLoop { client in
      client.session.withLock { $0 = TopicSession(feed.board(of: loop), client, limit: 100) }
    }
  }

  var caller: Principal? {
    Principal(userID: user, sessionID: SessionID(rawValue: 1), roles: [])
  }

  func send(_ message: TopicMessage) { heard.withLock { $0.append(message.json) } }

  var isBehind: Bool { heard.withLock { $0.count } > room.withLock { $0 } }

  func caughtUp() async {
    while isBehind {
      room.withLock { $0 += 3 }
      await Task.yield()
    }
  }

  func giveUp() { isGivenUp.store(true, ordering: .relaxed) }

  /// The messages so far.
  var messages: [JSONValue] {
    heard.withLock { $0 }.compactMap { try? JSONDocument(parsing: $0).root }
  }

  func onLoop(_ body: @escaping @Sendable (ModelClient) -> Void) async {
    await withUnsafeContinuation { (done: UnsafeContinuation<Void, Never>) in
      loop.execute {
        body(self)
        done.resume()
      }
    }
  }

  /// Begins to follow a topic; the answer comes as a message.
  func subscribe(_ topic: String, from cursor: TopicCursor? = nil) {
    loop.spawn { await self.session.withLock { $0 }?.subscribe(topic, from: cursor) }
  }

  func unsubscribe(_ topic: String) async {
    await onLoop { $0.session.withLock { $0 }?.unsubscribe(topic) }
  }

  func askAgain() async { await onLoop { $0.session.withLock { $0 }?.askAgain() } }

  func end() async { await onLoop { $0.session.withLock { $0 }?.end() } }

  /// What a client knows that has read everything: where it stands on a topic.
  func place(on topic: String) -> TopicCursor? {
    var place: TopicCursor?
    for message in messages where message["topic"]?.string == topic {
      switch message["type"]?.string {
      case "subscribed", "event":
        if let epoch = message["epoch"]?.string, let offset = message["offset"]?.int64 {
          place = TopicCursor(epoch: epoch, offset: offset)
        }
      default: place = nil
      }
    }
    return place
  }

  /// What is wrong with what it was told of a topic: a gap, a repetition or another event.
  func faults(on topic: String, against history: ModelHistory) -> [String] {
    var faults: [String] = []
    var place: TopicCursor?
    let told = history.state.withLock { $0.told }
    for message in messages where message["topic"]?.string == topic {
      guard let epoch = message["epoch"]?.string, let offset = message["offset"]?.int64 else {
        place = nil
        continue
      }
      if message["type"]?.string == "event" {
        if place != TopicCursor(epoch: epoch, offset: offset - 1) {
          faults.append("\(epoch) \(offset) came after \(place?.description ?? "nothing")")
        }
        if told["\(epoch) \(topic) \(offset)"].map(Int64.init) != message["data"]?.int64 {
          faults.append("\(epoch) \(offset) is another event")
        }
      }
      place = TopicCursor(epoch: epoch, offset: offset)
    }
    return faults
  }
}
