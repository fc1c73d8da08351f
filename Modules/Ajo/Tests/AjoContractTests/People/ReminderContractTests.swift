import Ajo
import AjoTesting
import Kernel
import KernelTesting
import Storage
import StorageTesting
import Testing
import WorkTesting

/// Members who are reminded, on every engine.
@Suite struct ReminderContractTests {
  /// When a user was told of an event, by the clock on the wall in Lagos, which is an hour ahead.
  private func told(
    _ event: String, _ user: UserID, _ fixture: CircleFixture
  ) async throws -> [String] {
    try await fixture.database.all(
      """
      SELECT created_at FROM platform_notifications
      WHERE user_id = \(user) AND event = \(event) ORDER BY id
      """
    ) { "\((try $0["created_at"] as Instant).adding(seconds: 3_600))" }.map {
      String($0.prefix(16))
    }
  }

  @Test(
    "What is not paid is told three days and one day before, once each, in the circle's morning",
    arguments: Engine.allCases)
  func due(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(2)
    let circle = try await fixture.circle(of: users)
    try await fixture.pay(2, by: users[1], into: circle.id)
    // Until Sunday evening; the first cycle is due on Monday.
    try await fixture.advance(days: 3)
    let days = ["2026-01-02T09:00", "2026-01-04T09:00"]
    #expect(try await told("ajo.contribution.due", users[0], fixture) == days)
    #expect(try await told("ajo.contribution.due", users[1], fixture) == days)
    // Whoever has paid hears nothing; a job that is begun again tells nothing twice.
    try await fixture.pay(1, by: users[0], into: circle.id)
    try await fixture.pay(1, by: users[1], into: circle.id)
    try await fixture.reminders.run()
    try await fixture.advance(days: 7)
    #expect(
      try await told("ajo.contribution.due", users[0], fixture)
        == days + ["2026-01-09T09:00", "2026-01-11T09:00"])
    #expect(try await told("ajo.contribution.due", users[1], fixture) == days)
    let events = try await fixture.database.all(
      "SELECT id FROM platform_outbox WHERE type = 'ajo.contribution.due'"
    ) { _ in 1 }
    #expect(events.count == 6)
  }

  @Test(
    "Members of many circles are reminded in slices, side by side, each once",
    arguments: Engine.allCases)
  func slices(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    var members: [UserID] = []
    for _ in 1...12 {
      let users = try await fixture.users(2, holding: 0)
      _ = try await fixture.circle(of: users)
      members += users
    }
    try await fixture.time.advance(by: .seconds(3 * 86_400), doing: fixture.handlers(slice: 5))
    for member in members {
      #expect(
        try await told("ajo.contribution.due", member, fixture)
          == ["2026-01-02T09:00", "2026-01-04T09:00"])
    }
    let slices = try await fixture.database.first(
      "SELECT count(*) FROM platform_jobs WHERE kind = 'ajo.reminders' AND args LIKE '%through%'"
    ) { try $0.get(0, as: Int.self) }
    // Three for each of the two mornings.
    #expect(slices == 6)
  }

  @Test("What is late is told at once, and every three days", arguments: Engine.allCases)
  func late(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(2)
    let circle = try await fixture.circle(of: users, mandates: [users[0]]) { $0.graceDays = 2 }
    try await fixture.advance(days: 14)
    #expect(
      try await told("ajo.contribution.late", users[1], fixture) == [
        "2026-01-08T00:10", "2026-01-11T09:00", "2026-01-14T09:00", "2026-01-15T00:10",
      ])
    for cycle in 1...2 { try await fixture.pay(cycle, by: users[1], into: circle.id) }
    try await fixture.advance(days: 14)
    #expect(try await told("ajo.contribution.late", users[1], fixture).count == 4)
    #expect(try await told("ajo.contribution.late", users[0], fixture) == [])
  }

  @Test(
    "What should have been told while nothing ran is told once, as it is by now",
    arguments: Engine.allCases)
  func missed(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(2)
    _ = try await fixture.circle(of: users)
    fixture.clock.advance(seconds: 3 * 86_400)
    // Two workers at once.
    async let first: Void = fixture.reminders.run()
    async let second: Void = fixture.reminders.run()
    _ = try await (first, second)
    #expect(
      try await told("ajo.contribution.due", users[0], fixture) == ["2026-01-04T13:00"])
    let title = try await fixture.database.all(
      "SELECT title FROM platform_notifications WHERE event = 'ajo.contribution.due'"
    ) { try $0["title"] as String }
    #expect(Set(title) == ["100.00 NGN for Family Ajo is due tomorrow"])
  }
}
