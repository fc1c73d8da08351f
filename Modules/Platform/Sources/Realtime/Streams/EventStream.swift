internal import EventLoop
internal import Events
internal import HTTP
internal import Kernel

/// The topics of one request, as server-sent events (HTML, 9.2). It belongs to one loop.
final class EventStream: TopicOutput, @unchecked Sendable {
  // Unchecked: touched on the loop's thread only, but for the constants.

  private let hub: SocketHub
  private let loop: EventLoop
  private let admission: AdmittedSession
  /// Taken for as long as the stream goes on.
  private let seat: SocketSeat
  private let topics: [String]
  /// Where the client stands on each topic that it has heard of.
  private var cursors: [String: TopicCursor]
  private var queue: [UInt8] = []
  /// What `queue` holds of the memory of all sockets and streams.
  private var memory: MemoryShare
  private var isOver = false
  private var writer: UnsafeContinuation<Void, Never>?
  private var readers: [UnsafeContinuation<Void, Never>] = []
  private var roles: [Role]

  /// How often the client is sent something, if only a comment.
  static let pulse: Int64 = 15_000_000_000
  /// How often it is looked whether the stream may go on.
  static let look: Duration = .milliseconds(500)

  init(
    _ hub: SocketHub, on loop: EventLoop, _ admission: AdmittedSession, seat: SocketSeat,
    topics: [String], cursors: [String: TopicCursor]
  ) {
    self.hub = hub
    self.loop = loop
    self.admission = admission
    self.seat = seat
    self.topics = topics
    self.cursors = cursors
    memory = MemoryShare(of: hub.memory)
    roles = admission.principal.roles
  }

  /// Sends what happens until the session or the server ends, or the client is too far behind.
  /// - Throws: `BodyError` when the client went away.
  func run(_ body: HTTPBodyWriter, _ feed: TopicFeed) async throws {
    let session = TopicSession(feed.board(of: loop), self, limit: topics.count)
    defer {
      session.end()
      isOver = true
      wakeReaders()
    }
    follow(session)
    var sent = loop.now
    // The head goes out at once, so that the client knows that it is heard.
    queue = Array(": ok\n\n".utf8) + queue
    while mayGoOn(session) {
      if queue.isEmpty, loop.now - sent >= Self.pulse { queue = Array(":\n\n".utf8) }
      guard !queue.isEmpty else {
        await somethingToSend()
        continue
      }
      let octets = queue
      queue = []
      memory.give(memory.held)
      try await body.write(octets)
      sent = loop.now
      wakeReaders()
    }
    if isOver, admission.current != nil, !queue.isEmpty { try await body.write(queue) }
  }

  private func follow(_ session: TopicSession) {
    loop.spawn { [topics, cursors] in
      for topic in topics { await session.subscribe(topic, from: cursors[topic]) }
    }
  }

  private func mayGoOn(_ session: TopicSession) -> Bool {
    guard !isOver, !hub.isDraining, let caller = admission.current else { return false }
    if caller.roles != roles {
      roles = caller.roles
      session.askAgain()
    }
    return true
  }

  private func somethingToSend() async {
    let timer = loop.schedule(after: Self.look) { [weak self] in self?.wakeWriter() }
    await withUnsafeContinuation { writer = $0 }
    loop.cancel(timer)
  }

  private func wakeWriter() {
    writer?.resume()
    writer = nil
  }

  private func wakeReaders() {
    let waiting = readers
    readers = []
    for reader in waiting { reader.resume() }
  }

  // MARK: What the topics say

  var caller: Principal? { admission.current }

  func send(_ message: TopicMessage) {
    guard !isOver else { return }
    let waiting = queue.count + message.json.count
    guard waiting <= hub.settings.sendBuffer, memory.hold(waiting) else { return giveUp() }
    if let topic = message.topic, let cursor = message.cursor { cursors[topic] = cursor }
    append("event: \(message.name)\ndata: ")
    queue += message.json
    if message.cursor != nil { append("\nid: \(id)") }
    append("\n\n")
    wakeWriter()
  }

  var isBehind: Bool { !isOver && queue.count > hub.settings.historyAhead }

  /// Returns once what waits is on its way.
  func caughtUp() async {
    guard isBehind else { return }
    await withUnsafeContinuation { readers.append($0) }
  }

  /// Ends after what waits; the client comes again, and says where it was. Were what waits dropped,
  /// a client might come again from the same place for ever.
  func giveUp() {
    isOver = true
    wakeWriter()
    wakeReaders()
  }

  private func append(_ text: String) { queue += text.utf8 }

  /// Where the client stands: `epoch:offset` for one topic, otherwise `topic=epoch:offset` of each.
  private var id: String {
    if topics.count == 1 { return cursors[topics[0]]?.description ?? "" }
    return topics.compactMap { topic in cursors[topic].map { "\(topic)=\($0)" } }
      .joined(separator: ",")
  }
}
