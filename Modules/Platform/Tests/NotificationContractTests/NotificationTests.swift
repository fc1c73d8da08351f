import Kernel
import KernelTesting
import LedgerTesting
import Notifications
import Storage
import StorageTesting
import Testing
import Work
import WorkTesting

@testable import PlatformSQL

/// What users are told, on every engine.
@Suite struct NotificationTests {
  private struct Refused: Error {}

  private func told(_ title: String, kind: Notification.Kind = .info) -> Notification {
    Notification("test.ticket.sold", title: title, body: "Look.", kind: kind, actionURL: "/t/1")
  }

  @Test(
    "A notification is committed with the change, and so is the event of it",
    arguments: Engine.allCases)
  func together(on engine: Engine) async throws {
    let fixture = try await WorkFixture(on: engine)
    let user: UserID = fixture.ledger.ids.make()
    await #expect(throws: Refused.self) {
      try await fixture.work.run(Once<Void>.unkeyed) { work in
        try work.notify(told("never"), user)
        throw Refused()
      }
    }
    try await fixture.work.run(.unkeyed) { work in try work.notify(told("once"), user) }
    let place = SQLNotifications(database: fixture.ledger.database)
    let found = try await place.notifications(
      of: user, NotificationFilter(), before: nil, limit: 9)
    #expect(found.map(\.content) == [told("once")])
    #expect(found[0].readAt == nil && found[0].createdAt == fixture.ledger.clock.now())
    let events = try await fixture.ledger.database.keptEvents()
    #expect(events.count == 1)
    let event = try #require(events.first)
    #expect(event.type == "notification.created")
    #expect(event.aggregate == "notification:\(found[0].id)" && event.number == 1)
    #expect(event.topics == ["user:\(user)"])
    #expect(
      event.data == """
        {"id":"\(found[0].id)","title":"once","body":"Look.","type":"info","priority":"normal",\
        "is_read":false,"read_at":null,"action_url":"/t/1","context":"test",\
        "event":"test.ticket.sold","created_at":"\(fixture.ledger.clock.now())"}
        """)
  }

  @Test(
    "Somebody who has left is told nothing, and who is leaving is", arguments: Engine.allCases)
  func left(on engine: Engine) async throws {
    let fixture = try await WorkFixture(on: engine)
    let database = fixture.ledger.database
    let (clock, ids) = (fixture.ledger.clock, fixture.ledger.ids)
    let history = try await SQLTopicHistory(database: database, ids: ids, clock: clock)
    let relaying = try await EventRelaying(
      platform: database, databases: [database], hooks: [], clock: clock, ids: ids)
    for (state, count) in [("asking", 1), ("claimed", 1), ("left", 0)] {
      let user: UserID = fixture.ledger.ids.make()
      try await database.execute(
        """
        INSERT INTO platform_leavers (user_id, attempt, state, home, closed_accounts, updated_at)
        VALUES (\(user), \(user), \(state), 'test', '[]', \(fixture.ledger.clock.now()))
        """)
      try await history.follow(["user:\(user)"])
      try await fixture.work.run(.unkeyed) { work in try work.notify(told("late"), user) }
      try await relaying.handOnAll()
      let found: [SQL] = [
        "SELECT 1 FROM platform_notifications WHERE user_id = \(user)",
        "SELECT 1 FROM platform_topic_events WHERE topic = \("user:\(user)")",
      ]
      for sql in found { #expect(try await database.query(sql).count == count, "\(state)") }
    }
  }

  @Test("The event of another context is not notified of", arguments: Engine.allCases)
  func foreign(on engine: Engine) async throws {
    let fixture = try await WorkFixture(on: engine)
    await #expect(throws: ForeignName.self) {
      try await fixture.work.run(Once<Void>.unkeyed) { work in
        try work.notify(
          Notification("other.ticket.sold", title: "no", body: ""), fixture.ledger.ids.make())
      }
    }
  }

  @Test(
    "Reading and removing concern one's own alone, and repeat without harm",
    arguments: Engine.allCases)
  func own(on engine: Engine) async throws {
    let fixture = try await WorkFixture(on: engine)
    let place = SQLNotifications(database: fixture.ledger.database)
    let (ada, bola): (UserID, UserID) = (fixture.ledger.ids.make(), fixture.ledger.ids.make())
    try await fixture.work.run(.unkeyed) { work in
      for title in ["1", "2", "3"] { try work.notify(told(title), ada) }
      try work.notify(told("b", kind: .success), bola)
    }
    let all = try await place.notifications(of: ada, NotificationFilter(), before: nil, limit: 9)
    #expect(all.map(\.id) == all.map(\.id).sorted(by: >) && all.count == 3)
    let now = fixture.ledger.clock.now()
    for _ in 1...2 { try await place.markRead([all[0].id], of: ada, at: now) }
    try await place.markRead([all[1].id], of: bola, at: now)
    #expect(try await place.unreadCount(of: ada) == 2)
    #expect(try await place.unreadCount(of: bola) == 1)
    let unread = try await place.notifications(
      of: ada, NotificationFilter(isUnread: true), before: all[0].id, limit: 1)
    #expect(unread.map(\.id) == [all[1].id])
    #expect(
      try await place.notifications(
        of: bola, NotificationFilter(kind: .success, context: "test"), before: nil, limit: 9
      ).count == 1)
    #expect(try await place.remove(all[0].id, of: bola) == false)
    #expect(try await place.remove(all[0].id, of: ada))
    #expect(try await place.remove(all[0].id, of: ada) == false)
    try await place.markRead(nil, of: ada, at: now)
    #expect(try await place.unreadCount(of: ada) == 0)
  }

  private func seeing(_ version: Int64) -> @Sendable (Int64) throws -> Void {
    { if $0 != version { throw Refused() } }
  }

  @Test("Preferences are replaced whole, by who has seen the last ones", arguments: Engine.allCases)
  func preferences(on engine: Engine) async throws {
    let fixture = try await WorkFixture(on: engine)
    let store = SQLPreferences(database: fixture.ledger.database)
    let user: UserID = fixture.ledger.ids.make()
    let now = fixture.ledger.clock.now()
    #expect(try await store.preferences(of: user) == nil)
    var chosen = NotificationPreferences(
      events: ["test.ticket.sold": NotificationPreferences.Choice(email: false)],
      quietHours: NotificationPreferences.QuietHours(
        from: "22:00", to: "07:00", zone: "Africa/Lagos"))
    #expect(try await store.replace(chosen, of: user, at: now, precondition: seeing(0)) == 1)
    #expect(try await store.preferences(of: user)?.content == chosen)
    chosen.quietHours = nil
    #expect(try await store.replace(chosen, of: user, at: now, precondition: seeing(1)) == 2)
    await #expect(throws: Refused.self) {
      try await store.replace(
        NotificationPreferences(), of: user, at: now, precondition: seeing(1))
    }
    #expect(try await store.preferences(of: user)?.content == chosen)
  }

  @Test("Of those who choose for the first time at once, one does", arguments: Engine.allCases)
  func firstChoice(on engine: Engine) async throws {
    let fixture = try await WorkFixture(on: engine)
    let store = SQLPreferences(database: fixture.ledger.database)
    let user: UserID = fixture.ledger.ids.make()
    let now = fixture.ledger.clock.now()
    let first = seeing(0)
    let versions = await withTaskGroup(of: Int64?.self) { group in
      for _ in 1...8 {
        group.addTask {
          try? await store.replace(
            NotificationPreferences(), of: user, at: now, precondition: first)
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(versions.compactMap { $0 } == [1])
    #expect(try await store.preferences(of: user)?.version == 1)
  }

  @Test(
    "What was read goes after a season, and everything after a year", arguments: Engine.allCases)
  func old(on engine: Engine) async throws {
    let fixture = try await WorkFixture(on: engine)
    let place = SQLNotifications(database: fixture.ledger.database)
    let user: UserID = fixture.ledger.ids.make()
    try await fixture.work.run(.unkeyed) { work in
      for title in ["read", "unread"] { try work.notify(told(title), user) }
    }
    let all = try await place.notifications(of: user, NotificationFilter(), before: nil, limit: 9)
    let read = try #require(all.first { $0.content.title == "read" })
    try await place.markRead([read.id], of: user, at: fixture.ledger.clock.now())
    // Ids carry the machine's time.
    let now = SystemClock().now()
    func left(days: Int64) async throws -> [String] {
      _ = try await SQLNotifications.forgetOld(
        in: fixture.ledger.database, at: now.adding(seconds: days * 86_400))
      return try await place.notifications(
        of: user, NotificationFilter(), before: nil, limit: 9
      ).map(\.content.title)
    }
    #expect(try await left(days: 89).count == 2)
    #expect(try await left(days: 91) == ["unread"])
    #expect(try await left(days: 366) == [])
  }

  @Test("Nobody can choose for what is critical, or for what there is not")
  func critical() {
    let known = ["test.sold": false, "test.blocked": true]
    func refusal(_ events: String...) -> PreferenceRefusal? {
      let choices = events.map { ($0, NotificationPreferences.Choice(email: false)) }
      let chosen = NotificationPreferences(events: Dictionary(uniqueKeysWithValues: choices))
      do throws(PreferenceRefusal) {
        try chosen.check(against: known)
        return nil
      } catch {
        return error
      }
    }
    #expect(refusal("test.sold") == nil)
    #expect(refusal("test.sold", "test.blocked") == .criticalEvent("test.blocked"))
    #expect(refusal("test.other") == .unknownEvent("test.other"))
  }
}
