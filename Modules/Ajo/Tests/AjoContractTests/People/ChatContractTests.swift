import Ajo
import AjoTesting
import Kernel
import KernelTesting
import Storage
import StorageTesting
import Testing

/// What members of circles write to each other, on every engine.
@Suite struct ChatContractTests {
  @Test(
    "Messages come newest first, are unread by the others, and are read up to one",
    arguments: Engine.allCases)
  func unread(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(3, holding: 0)
    let (ada, bola) = (users[0], users[1])
    let circle = try await fixture.forming(of: users, size: 4)
    var posted: [ChatMessage] = []
    for text in ["one", "two", "three"] {
      posted.append(try await fixture.chat.post(text, to: circle.id, by: ada))
    }
    posted.append(try await fixture.chat.post("four", to: circle.id, by: bola))
    #expect(posted.map(\.number) == [1, 2, 3, 4])
    let first = try await fixture.chat.messages(
      of: circle.id, for: bola, before: .max, limit: 3)
    #expect(first == [posted[3], posted[2], posted[1]])
    let second = try await fixture.chat.messages(
      of: circle.id, for: bola, before: first[2].number, limit: 3)
    #expect(second == [posted[0]])
    func unread(_ user: UserID) async throws -> Int {
      try await fixture.circles.circle(circle.id, of: user).unread
    }
    #expect(try await unread(ada) == 1)
    #expect(try await unread(bola) == 3)
    #expect(
      try await fixture.chat.markRead(through: posted[1].id, in: circle.id, by: bola) == 1)
    // It never goes back.
    #expect(
      try await fixture.chat.markRead(through: posted[0].id, in: circle.id, by: bola) == 1)
    #expect(try await unread(bola) == 1)
    let listed = try await fixture.circles.circles(of: bola, in: [], before: nil, limit: 9)
    #expect(listed.map(\.unread) == [1])
    // What was written before somebody came is no news to them.
    let newcomer = try await fixture.user("chidi", holding: 0)
    let joined = try await fixture.circles.join(circle.invite?.code ?? "", by: newcomer)
    #expect(joined.unread == 0)
    #expect(try await unread(newcomer) == 0)
  }

  @Test("The chat is another's to outsiders, and to those who went", arguments: Engine.allCases)
  func outsiders(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(4)
    let circle = try await fixture.circle(of: Array(users.prefix(3)))
    let message = try await fixture.chat.post("hello", to: circle.id, by: users[0])
    try await fixture.replace(users[1], by: users[3], in: circle.id)
    let elsewhere = try await fixture.forming(of: [users[1]], size: 2)
    for user in [users[1], try await fixture.user("dele")] {
      await #expect(throws: CircleRefusal.notFound) {
        try await fixture.chat.messages(of: circle.id, for: user, before: .max, limit: 1)
      }
      await #expect(throws: CircleRefusal.notFound) {
        try await fixture.chat.post("x", to: circle.id, by: user)
      }
      await #expect(throws: CircleRefusal.notFound) {
        try await fixture.chat.markRead(through: message.id, in: circle.id, by: user)
      }
      await #expect(throws: CircleRefusal.notFound) {
        try await fixture.chat.delete(message.id, in: circle.id, by: user)
      }
    }
    #expect(try await fixture.circles.circle(circle.id, of: users[1]).unread == 0)
    await #expect(throws: ChatRefusal.noSuchMessage) {
      try await fixture.chat.markRead(through: message.id, in: elsewhere.id, by: users[1])
    }
  }

  @Test(
    "A message of one's own can be deleted for fifteen minutes, and its place stays",
    arguments: Engine.allCases)
  func deletion(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(2, holding: 0)
    let circle = try await fixture.forming(of: users, size: 2)
    let early = try await fixture.chat.post("early", to: circle.id, by: users[0])
    let late = try await fixture.chat.post("late", to: circle.id, by: users[0])
    await #expect(throws: ChatRefusal.notYours) {
      try await fixture.chat.delete(early.id, in: circle.id, by: users[1])
    }
    fixture.clock.advance(seconds: 899)
    try await fixture.chat.delete(early.id, in: circle.id, by: users[0])
    fixture.clock.advance(seconds: 1)
    await #expect(throws: ChatRefusal.tooOld) {
      try await fixture.chat.delete(late.id, in: circle.id, by: users[0])
    }
    // Deleting it again changes nothing.
    try await fixture.chat.delete(early.id, in: circle.id, by: users[0])
    let messages = try await fixture.chat.messages(
      of: circle.id, for: users[1], before: .max, limit: 9)
    #expect(messages.map(\.text) == ["late", nil])
    #expect(messages[1].deletedAt == early.createdAt.adding(seconds: 899))
    #expect(messages[1].number == 1)
    #expect(try await fixture.circles.circle(circle.id, of: users[1]).unread == 1)
    let own = try await fixture.chat.messages(by: users[0], after: nil, limit: 9)
    #expect(own.map(\.id) == [late.id])
  }

  @Test(
    "Of thirty messages that a member writes at once, twenty are taken, without gaps",
    arguments: Engine.allCases)
  func rate(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(2, holding: 0)
    let circle = try await fixture.forming(of: users, size: 2)
    let taken = try await withThrowingTaskGroup(of: Int.self) { group in
      for number in 1...30 {
        group.addTask {
          do {
            _ = try await fixture.chat.post("\(number)", to: circle.id, by: users[0])
            return 1
          } catch let refusal as TooManyMessages {
            #expect(refusal.retryAfterSeconds == 60)
            return 0
          }
        }
      }
      return try await group.reduce(0, +)
    }
    #expect(taken == 20)
    let messages = try await fixture.chat.messages(
      of: circle.id, for: users[1], before: .max, limit: 50)
    #expect(messages.map(\.number) == (1...20).reversed())
    // The other is not held up, and the first can go on a minute later.
    _ = try await fixture.chat.post("mine", to: circle.id, by: users[1])
    fixture.clock.advance(seconds: 59)
    await #expect(throws: TooManyMessages(retryAfterSeconds: 1)) {
      try await fixture.chat.post("again", to: circle.id, by: users[0])
    }
    fixture.clock.advance(seconds: 1)
    _ = try await fixture.chat.post("again", to: circle.id, by: users[0])
    // A clock that is set back holds up nobody.
    fixture.clock.advance(seconds: -3_600)
    _ = try await fixture.chat.post("before", to: circle.id, by: users[0])
  }

  @Test("The circle's topic carries messages and deletions", arguments: Engine.allCases)
  func topic(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(2, holding: 0)
    let circle = try await fixture.forming(of: users, size: 2)
    let message = try await fixture.chat.post("Ẹ kú \"iṣẹ́\"\n", to: circle.id, by: users[0])
    try await fixture.chat.delete(message.id, in: circle.id, by: users[0])
    let events = try await fixture.database.all(
      """
      SELECT type, topics FROM platform_outbox
      WHERE aggregate = \("circle:\(circle.id)") ORDER BY number
      """
    ) { (type: try $0["type"] as String, topics: try $0["topics"] as String) }
    #expect(
      events.map(\.type) == ["ajo.circle.joined", "ajo.message.posted", "ajo.message.deleted"])
    #expect(events.allSatisfy { $0.topics.contains("ajo.circle:\(circle.id)") })
  }
}
