import Ajo
import AjoTesting
import Kernel
import KernelTesting
import Ports
import Storage
import StorageTesting
import Testing
import Work
import WorkTesting

/// What administrators see of circles and do about them, on every engine.
@Suite struct CircleAdministrationContractTests {
  @Test(
    "All circles are listed with how they stand, newest first, and found by it",
    arguments: Engine.allCases)
  func overviews(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(3)
    let forming = try await fixture.forming(of: [users[0]], size: 3)
    let good = try await fixture.circle(of: users, mandates: users)
    let waiting = try await fixture.circle(of: users, mandates: Array(users.prefix(2))) {
      $0.graceDays = 5
      $0.feePolicy = .house
    }
    let late = try await fixture.circle(of: users, mandates: Array(users.prefix(2))) {
      $0.defaultPolicy = .shortPay
    }
    let cancelled = try await fixture.circle(of: users)
    _ = try await fixture.circles.cancel(cancelled.id, by: users[0])
    try await fixture.advance(days: 6)

    var seen: [CircleOverview] = []
    repeat {
      seen += try await fixture.circles.overviews(before: seen.last?.circle.id, limit: 2)
    } while seen.count % 2 == 0 && seen.count < 10
    #expect(
      seen.map(\.circle.id) == [cancelled, late, waiting, good, forming].map(\.id))
    for overview in seen {
      // As the circle's own page has it.
      let health = try await fixture.circles.health(of: overview.circle.id)
      #expect(
        [overview.paid, overview.pending, overview.late, overview.covered, overview.onTime]
          == [health.paid, health.pending, health.late, health.covered, health.onTime])
      #expect(overview.everLate == health.everLate && overview.onTimeRate == health.onTimeRate)
      #expect(overview.pot == health.pot && overview.expected == health.expected)
      #expect(overview.shortfall == health.shortfall)
      #expect(overview.nextRecipient == health.nextRecipient)
      #expect(overview.circle == health.circle)
    }
    func found(_ filter: CircleFilter) async throws -> [Circle.ID] {
      try await fixture.circles.overviews(filter, before: nil, limit: 9).map(\.circle.id)
    }
    #expect(try await found(CircleFilter(state: .cancelled)) == [cancelled.id])
    #expect(try await found(CircleFilter(hostID: users[1])) == [])
    #expect(try await found(CircleFilter(hostID: users[0])).count == 5)
    #expect(try await found(CircleFilter(health: .late)) == [late.id])
    #expect(try await found(CircleFilter(health: .short)) == [waiting.id])
    #expect(
      try await found(CircleFilter(health: .good)) == [cancelled, good, forming].map(\.id))
  }

  @Test(
    "Each act is one audit entry with before, after and the reason, once under a key",
    arguments: Engine.allCases)
  func audited(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(2)
    let circle = try await fixture.circle(of: users)
    let (circles, actor) = (fixture.circles, Actor.operatorConsole)
    func twice(
      _ act: String, _ body: @Sendable (IdempotencyKey) async throws -> Void
    ) async throws {
      let key = IdempotencyKey(
        owner: users[0].rawValue, route: act, key: "k",
        fingerprint: [UInt8](repeating: 1, count: 32), requestID: "r")
      try await body(key)
      do {
        try await body(key)
        Issue.record("\(act) was done again")
      } catch is Replay {}
    }
    try await twice("host") { key in
      _ = try await circles.changeHost(
        of: circle.id, to: users[1], by: actor, reason: "Ada is \"ill\"",
        once: .describing(under: key))
    }
    try await twice("resend") { key in
      _ = try await fixture.reminders.resend(
        circle.id, by: actor, reason: "they forgot", once: .describing(under: key))
    }
    try await twice("cancel") { key in
      _ = try await circles.cancel(
        circle.id, by: actor, reason: "they asked", once: .describing(under: key))
    }
    let entries = try await fixture.database.all(
      """
      SELECT action, before, after FROM platform_audit
      WHERE target = \("circle:\(circle.id)") ORDER BY sequence
      """
    ) { row in
      (
        try row.get("action", as: String.self),
        try row.get("before", as: String?.self) ?? "",
        try row.get("after", as: String?.self) ?? ""
      )
    }
    #expect(
      entries.map(\.0) == ["ajo.circle.change_host", "ajo.circle.resend", "ajo.circle.cancel"])
    #expect(entries[0].1.contains("\(users[0])") && entries[0].2.contains("\(users[1])"))
    #expect(entries[0].2.contains(#""reason":"Ada is \"ill\"""#))
    #expect(entries[1].2.contains("they forgot"))
    #expect(entries[2].1.contains(#""state":"active""#))
    #expect(entries[2].2.contains(#""state":"cancelled""#))
  }

  @Test(
    "Members are reminded again of what is due within three days, and of what is late",
    arguments: Engine.allCases)
  func resend(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(3)
    let circle = try await fixture.circle(of: users) {
      $0.defaultPolicy = .shortPay
      $0.startDate = $0.startDate.adding(days: 1)
      $0.lateFee = .naira(5)
    }
    func resend() async throws -> Int {
      try await fixture.reminders.resend(circle.id, by: .operatorConsole, reason: "they forgot")
    }
    // Five days before.
    #expect(try await resend() == 0)
    try await fixture.advance(days: 2)
    try await fixture.pay(1, by: users[0], into: circle.id)
    let before = try await fixture.notified(users[1]).count
    #expect(try await resend() == 2)
    #expect(
      try await fixture.notified(users[1]).dropFirst(before) == ["ajo.contribution.due"])
    try await fixture.advance(days: 5)
    try await fixture.pay(1, by: users[1], into: circle.id)
    #expect(try await resend() == 1)
    let last = try await fixture.database.first(
      """
      SELECT title, body FROM platform_notifications WHERE user_id = \(users[2])
      ORDER BY id DESC LIMIT 1
      """
    ) { "\(try $0["title"] as String): \(try $0["body"] as String)" }
    #expect(
      last == """
        You still owe a contribution to Family Ajo: 100.00 NGN was due on 6 January 2026. The pot \
        was paid out without it: its recipient is owed it. The late fee of 5.00 NGN comes with it.
        """)
    await #expect(throws: CircleRefusal.notFound) {
      try await fixture.reminders.resend(
        fixture.ids.make(), by: .operatorConsole, reason: "they forgot")
    }
  }

  @Test("A circle that is forming is cancelled, and joined by nobody", arguments: Engine.allCases)
  func forming(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(2)
    let circle = try await fixture.forming(of: [users[0]], size: 2)
    let cancelled = try await fixture.circles.cancel(
      circle.id, by: .operatorConsole, reason: "they asked")
    #expect(cancelled.state == .cancelled)
    await #expect(throws: CircleRefusal.notFound) {
      try await fixture.circles.join(circle.invite?.code ?? "", by: users[1])
    }
    #expect(try await fixture.notified(users[0]) == ["ajo.circle.cancelled"])
  }
}
