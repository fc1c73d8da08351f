import EventLoop
import Events
import JSON
import Kernel
import Synchronization
import Testing

@testable import Realtime

/// Following topics: what was missed and what happens join without a gap.
@Suite("Following topics", .timeLimit(.minutes(30)))
struct TopicFeedTests {
  private let group: EventLoopGroup
  private let history = ModelHistory()
  private let ada = UserID(rawValue: 1)

  init() throws { group = try EventLoopGroup(count: 2) }

  private var own: String { TopicName.user(ada) }

  private func until(_ condition: () -> Bool) async throws {
    while !condition() {
      try Task.checkCancellation()
      await Task.yield()
    }
  }

  /// Runs `body` while a feed follows the history.
  private func following(
    rules: [TopicRule] = [], _ body: (TopicFeed) async throws -> Void
  ) async throws {
    let feed = TopicFeed(history, rules: rules, interval: .milliseconds(2))
    let task = Task {
      while !Task.isCancelled {
        do { try await feed.run() } catch { await Task.yield() }
      }
    }
    defer {
      task.cancel()
      group.shutdown()
    }
    try await body(feed)
  }

  private func client(_ feed: TopicFeed, reading room: Int = .max) async -> ModelClient {
    await ModelClient(feed, on: group.loops[0], user: ada, reading: room)
  }

  @Test("Who follows is told where they are, and then what happens")
  func live() async throws {
    try await following { feed in
      history.publish(1, on: own)
      let client = await client(feed)
      client.subscribe(own)
      try await until { !client.messages.isEmpty }
      history.publish(2, on: own)
      try await until { client.messages.count == 2 }
      let messages = client.messages
      #expect(messages[0]["type"]?.string == "subscribed")
      #expect(messages[0]["offset"]?.int64 == 1)
      #expect(messages[0]["recovered"] == nil)
      #expect(messages[1]["type"]?.string == "event")
      #expect(messages[1]["event"]?.string == "test.thing.changed")
      #expect(messages[1]["at"]?.string == "1970-01-01T00:00:00.000Z")
      #expect(messages[1]["data"]?.int64 == 2)
      #expect(client.faults(on: own, against: history) == [])
    }
  }

  @Test("The history knows what is followed before it is read, and again when it is another one")
  func followed() async throws {
    try await following { feed in
      let client = await client(feed)
      client.subscribe(own)
      try await until { !client.messages.isEmpty }
      #expect(history.state.withLock { $0.followed } == [own])
      history.publish(1, on: own)
      try await until { client.messages.count == 2 }
      history.restore(losing: 1)
      try await until { client.messages.count == 3 }
      #expect(client.messages[2]["recovered"]?.bool == false)
      #expect(history.state.withLock { $0.followed } == [own])
    }
  }

  @Test("Who resumes gets what they missed; what is not kept any more is told")
  func resume() async throws {
    try await following { feed in
      for number in 1...250 { history.publish(number, on: own) }
      let reader = await client(feed)
      reader.subscribe(own, from: TopicCursor(epoch: "e1", offset: 20))
      try await until { reader.messages.count == 231 }
      #expect(reader.messages[0]["recovered"]?.bool == true)
      #expect(reader.faults(on: own, against: history) == [])

      history.trim(to: 100)
      for (epoch, offset) in [("e1", 20), ("e1", 251), ("e0", 240)] {
        let late = await client(feed)
        late.subscribe(own, from: TopicCursor(epoch: epoch, offset: Int64(offset)))
        try await until { !late.messages.isEmpty }
        #expect(late.messages[0]["recovered"]?.bool == false, "\(epoch) \(offset)")
        #expect(late.place(on: own) == TopicCursor(epoch: "e1", offset: 250))
      }
    }
  }

  @Test("Topics of others, topics that are none, and reserved ones are all forbidden")
  func forbidden() async throws {
    try await following { feed in
      let client = await client(feed)
      let topics = [
        TopicName.user(UserID(rawValue: 2)), "fleet.company:1", "user:", "", "nothing",
        TopicName.rights(of: ada), "user:\u{315}\u{327}", String(repeating: "x", count: 300),
      ]
      for topic in topics { client.subscribe(topic) }
      try await until { client.messages.count == topics.count }
      #expect(client.messages.allSatisfy { $0["code"]?.string == "forbidden" })
    }
  }

  @Test("There is a limit of topics, and only what is followed can be left")
  func limits() async throws {
    let rule = TopicRule("test.thing") { _, _ in true }
    try await following(rules: [rule]) { feed in
      let client = await client(feed)
      for number in 1...101 { client.subscribe("test.thing:\(number)") }
      try await until { client.messages.count == 101 }
      #expect(client.messages.count { $0["type"]?.string == "subscribed" } == 100)
      #expect(client.messages.contains { $0["code"]?.string == "too_many_topics" })
      await client.unsubscribe("test.thing:1")
      await client.unsubscribe("test.thing:1")
      #expect(client.messages[101]["type"]?.string == "unsubscribed")
      #expect(client.messages[102]["code"]?.string == "unknown_topic")
    }
  }

  @Test("Rights are asked for again when an event says so, and what they forbid ends")
  func rights() async throws {
    let isMember = Flag(true)
    let rule = TopicRule("test.thing") { _, _ in isMember.value }
    try await following(rules: [rule]) { feed in
      let client = await client(feed)
      client.subscribe("test.thing:1")
      client.subscribe(own)
      try await until { client.messages.count == 2 }
      isMember.value = false
      history.publish(1, on: TopicName.rights(of: UserID(rawValue: 2)))
      history.publish(1, on: "test.thing:1")
      try await until { client.messages.count == 3 }
      history.publish(2, on: TopicName.rights(of: ada))
      try await until { client.messages.count == 4 }
      #expect(client.messages[3]["code"]?.string == "forbidden")
      #expect(client.messages[3]["topic"]?.string == "test.thing:1")
      history.publish(2, on: "test.thing:1")
      history.publish(3, on: own)
      try await until { client.messages.count == 5 }
      #expect(client.messages[4]["topic"]?.string == own)
    }
  }

  @Test("A history that broke is told to everybody who follows")
  func broken() async throws {
    try await following { feed in
      for number in 1...5 { history.publish(number, on: own) }
      let client = await client(feed)
      client.subscribe(own)
      try await until { client.messages.count == 1 }
      history.restore(losing: 2)
      try await until { client.messages.count == 2 }
      #expect(client.messages[1]["type"]?.string == "subscribed")
      #expect(client.messages[1]["recovered"]?.bool == false)
      #expect(client.place(on: own) == TopicCursor(epoch: "e2", offset: 3))
    }
  }

  @Test("When a topic is trimmed before it was read, nobody's rights are asked for again")
  func holes() async throws {
    let asked = Count()
    let rule = TopicRule("test.thing") { _, _ in
      asked.begin()
      defer { asked.end() }
      return true
    }
    try await following(rules: [rule]) { feed in
      let (quiet, noisy) = (await client(feed), await client(feed))
      quiet.subscribe("test.thing:1")
      noisy.subscribe("test.thing:2")
      try await until { quiet.messages.count == 1 && noisy.messages.count == 1 }
      for round in 1...5 {
        let before = asked.total
        history.state.withLock { $0.isDown = true }
        for number in 1...20 { history.publish(number, on: "test.thing:2") }
        history.trim("test.thing:2")
        history.publish(round, on: "test.thing:1")
        history.state.withLock { $0.isDown = false }
        let ends = history.state.withLock { $0.ends }
        try await until {
          quiet.place(on: "test.thing:1")?.offset == ends["test.thing:1"]
            && noisy.place(on: "test.thing:2")?.offset == ends["test.thing:2"]
        }
        #expect(asked.total == before)
      }
      #expect(quiet.messages.allSatisfy { $0["recovered"] == nil })
      #expect(noisy.messages.contains { $0["recovered"]?.bool == false })
    }
  }

  @Test("When everybody must be asked about, a few are at once")
  func askingAll() async throws {
    let asked = Count()
    let rule = TopicRule("test.thing") { _, _ in
      asked.begin()
      for _ in 0..<20 { await Task.yield() }
      asked.end()
      return true
    }
    try await following(rules: [rule]) { feed in
      var crowd: [ModelClient] = []
      for _ in 0..<100 { crowd.append(await client(feed)) }
      for client in crowd {
        client.subscribe("test.thing:1")
        try await until { client.messages.count == 1 }
      }
      #expect(asked.most == 1)
      history.publish(1, on: TopicName.rights(of: ada))
      try await until { asked.total == 200 }
      #expect(asked.most <= TopicBoard.mostAsking)
    }
  }

  @Test("A thousand who begin to follow one topic read its history once or twice, not each")
  func crowd() async throws {
    try await following { feed in
      let first = await client(feed)
      first.subscribe(own)
      try await until { !first.messages.isEmpty }
      history.publish(1, on: own)
      try await until { first.messages.count == 2 }
      let before = history.state.withLock { $0.pages }
      var crowd: [ModelClient] = []
      for _ in 0..<1_000 { crowd.append(await client(feed)) }
      for client in crowd { client.subscribe(own) }
      try await until { crowd.allSatisfy { $0.messages.count == 1 } }
      #expect(history.state.withLock { $0.pages } == before)
      history.publish(2, on: own)
      try await until { crowd.allSatisfy { $0.messages.count == 2 } }
    }
  }

  @Test(
    "Whatever happens to history and readers, nobody sees an untold gap, or an event twice",
    arguments: Array(1...12) as [UInt32])
  func simulated(seed: UInt32) async throws {
    let rule = TopicRule("test.thing") { _, _ in true }
    try await following(rules: [rule]) { feed in
      var random = Dice(seed)
      let topics = ["test.thing:1", "test.thing:2", own]
      var followed: [(ModelClient, String)] = []
      var gone: [(ModelClient, String)] = []
      for step in 1...600 {
        let topic = topics[random.below(3)]
        switch random.below(20) {
        case 0...9: history.publish(step, on: topic, isAnnounced: random.below(2) == 0)
        case 10, 11:
          let client = await ModelClient(
            feed, on: group.loops[random.below(2)], user: ada, reading: random.below(30))
          client.subscribe(topic)
          followed.append((client, topic))
        case 12, 13, 14:
          guard !followed.isEmpty else { continue }
          let (client, topic) = followed.remove(at: random.below(followed.count))
          await client.end()
          gone.append((client, topic))
          guard let place = client.place(on: topic) else { continue }
          let next = await ModelClient(
            feed, on: group.loops[random.below(2)], user: ada, reading: random.below(30))
          next.subscribe(topic, from: place)
          followed.append((next, topic))
        case 15: history.state.withLock { $0.lag = 1 + random.below(5) }
        case 16: history.trim(to: random.below(200))
        case 17 where random.below(4) == 0: history.restore(losing: random.below(4))
        case 18 where random.below(3) == 0:
          history.state.withLock { $0.isDown = true }
          for _ in 0..<random.below(50) { await Task.yield() }
          history.state.withLock { $0.isDown = false }
        default: for _ in 0..<random.below(20) { await Task.yield() }
        }
      }
      let ends = history.state.withLock { ($0.epoch, $0.ends) }
      for (client, topic) in followed where !client.isGivenUp.load(ordering: .relaxed) {
        let end = TopicCursor(epoch: ends.0, offset: ends.1[topic] ?? 0)
        try await until { client.place(on: topic) == end }
      }
      for (client, topic) in followed + gone {
        #expect(client.faults(on: topic, against: history) == [], "seed \(seed)")
      }
    }
  }
}

/// How often something was done, and how many did it at once.
private final class Count: Sendable {
  private let counts = Mutex((total: 0, now: 0, most: 0))
  var total: Int { counts.withLock { $0.total } }
  var most: Int { counts.withLock { $0.most } }

  func begin() {
    counts.withLock { counts in
      counts.total += 1
      counts.now += 1
      counts.most = max(counts.most, counts.now)
    }
  }

  func end() { counts.withLock { $0.now -= 1 } }
}

/// A truth that changes.
private final class Flag: Sendable {
  private let flag: Atomic<Bool>
  init(_ value: Bool) { flag = Atomic(value) }
  var value: Bool {
    get { flag.load(ordering: .relaxed) }
    set { flag.store(newValue, ordering: .relaxed) }
  }
}

/// Numbers that are the same for the same seed: xorshift (Marsaglia, 2003).
private struct Dice {
  private var state: UInt64

  init(_ seed: UInt32) { state = 0x9E37_79B9_7F4A_7C15 ^ UInt64(seed) << 17 }

  mutating func below(_ limit: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state % UInt64(limit))
  }
}
