import EventLoop
import Events
import HTTP
import Kernel
import KernelTesting
import Observability
import Router
import Synchronization
import Testing

@testable import Realtime

/// Streams of server-sent events, without a network.
@Suite("Streams of events", .timeLimit(.minutes(30)))
struct EventStreamTests {
  private let group: EventLoopGroup
  private let history = ModelHistory()
  private let clock = FixedClock(Instant(milliseconds: 1_767_268_800_000))
  private let ada = Principal(
    userID: UserID(rawValue: 1), sessionID: SessionID(rawValue: 1), roles: [.user])

  init() throws { group = try EventLoopGroup(count: 1) }

  private var topic: String { TopicName.user(ada.userID) }

  /// What a client was sent.
  private final class Sent: Sendable {
    private let octets = Mutex<[UInt8]>([])
    let isOver = Atomic(false)
    var writer: HTTPBodyWriter { HTTPBodyWriter { new in self.octets.withLock { $0 += new } } }

    /// The ids of the events, in order.
    var ids: [Substring] {
      String(decoding: octets.withLock { $0 }, as: UTF8.self).split(separator: "\n")
        .filter { $0.hasPrefix("id: ") }.map { $0.dropFirst(4) }
    }
  }

  private func until(_ condition: () -> Bool) async throws {
    while !condition() {
      try Task.checkCancellation()
      await Task.yield()
    }
  }

  /// Runs `body` beside a stream that begins behind an offset.
  private func streaming(
    after offset: Int64, _ body: (TopicFeed, Sent) async throws -> Void
  ) async throws {
    let feed = TopicFeed(history, rules: [], interval: .milliseconds(2))
    let following = Task {
      while !Task.isCancelled {
        do { try await feed.run() } catch { await Task.yield() }
      }
    }
    defer {
      following.cancel()
      group.shutdown()
    }
    let hub = SocketHub(SocketSettings(), clock: clock, metrics: MetricsRegistry(process: false))
    let (loop, sent) = (group.loops[0], Sent())
    let cursor = try #require(TopicCursor(epoch: "e1", offset: offset))
    let seat = try hub.takeSeat(for: ada.userID)
    loop.spawn { [topic, ada] in
      let stream = EventStream(
        hub, on: loop, AdmittedSession(ada) { ada }, seat: seat, topics: [topic],
        cursors: [topic: cursor])
      try? await stream.run(sent.writer, feed)
      sent.isOver.store(true, ordering: .relaxed)
    }
    try await body(feed, sent)
    hub.drain()
    try await until { sent.isOver.load(ordering: .relaxed) }
  }

  private func publish(_ numbers: ClosedRange<Int>, octets: Int) {
    let data = "\"\(String(repeating: "x", count: octets))\""
    for number in numbers { history.publish(number, on: topic, data: data) }
  }

  /// Knows one user, by any token.
  private struct OneUser: Authenticator, SocketAuthenticator {
    let user: Principal

    func principal(bearer token: String, at now: Instant) async throws -> Principal { user }

    func admit(bearer token: String, at now: Instant) async throws -> AdmittedSession {
      AdmittedSession(user) { user }
    }

    func onChange(_ told: @escaping @Sendable () -> Void) {}
  }

  @Test("A stream takes one of its user's seats, until its answer is over")
  func seats() async throws {
    defer { group.shutdown() }
    var settings = SocketSettings()
    (settings.maxConnections, settings.maxPerUser) = (10, 2)
    let hub = SocketHub(settings, clock: clock, metrics: MetricsRegistry(process: false))
    hub.bind(OneUser(user: ada))
    hub.bind(TopicFeed(history, rules: []))
    let router = try Router(
      routes: [hub.streamRoute("/events")], authenticator: OneUser(user: ada), clock: clock,
      ids: SeededIDs(seed: 1))
    let answers = Mutex<[HTTPResponse]>([])
    let request = HTTPRequest(
      method: .get, target: "/events?topic=\(topic)",
      headers: ["Host": "example.com", "Authorization": "Bearer token"])
    for count in 1...3 {
      group.loops[0].spawn {
        let answer = await router.respond(to: request)
        answers.withLock { $0.append(answer) }
      }
      try await until { answers.withLock { $0.count } == count }
    }
    #expect(answers.withLock { $0.map(\.status) } == [200, 200, 429])
    #expect(hub.seats.count == 2)
    answers.withLock { $0 = [] }
    #expect(hub.seats.count == 0)
  }

  @Test("A page of the history that is larger than may wait is sent part by part")
  func largePage() async throws {
    publish(1...100, octets: 60_000)
    try await streaming(after: 0) { _, sent in
      try await until { sent.ids.count == 101 }
      #expect(sent.ids == (0...100).map { "e1:\($0)" })
    }
  }

  @Test("A stream that is given up sends what waits, so that the client comes from further on")
  func givenUp() async throws {
    try await streaming(after: 0) { feed, sent in
      try await until { sent.ids.count == 1 }
      let data = "\"\(String(repeating: "x", count: 60_000))\""
      let events = (1...100).map { [topic] number in
        TopicEvent(
          position: number, topic: topic, offset: number, type: "test.thing.changed",
          at: Instant(milliseconds: 0), data: data)
      }
      // At once, as when much happens between two turns of the loop.
      let loop = group.loops[0]
      loop.execute {
        feed.board(of: loop).deliver(events.map { TopicMessage($0, epoch: "e1") })
      }
      try await until { sent.isOver.load(ordering: .relaxed) }
      #expect((2..<101).contains(sent.ids.count))
      #expect(sent.ids == sent.ids.indices.map { "e1:\($0)" })
    }
  }
}
