import Ajo
import AjoSQL
import AjoTesting
import Kernel
import KernelTesting
import PlatformSQL
import Ports
import Storage
import StorageTesting
import Testing
import WorkTesting

/// Debts that are forgiven, on every engine.
@Suite struct ForgivingContractTests {
  @Test(
    "Once whoever is owed has forgiven, nobody is asked for it and both may leave",
    arguments: Engine.allCases)
  func recipient(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let creditor = try await fixture.user("ada")
    let debtor = try await fixture.user("bola", holding: 150)
    let circle = try await fixture.circle(of: [creditor, debtor], mandates: [creditor]) {
      $0.defaultPolicy = .shortPay
      $0.lateFee = .naira(5)
    }
    try await fixture.advance(days: 20)
    #expect(try await fixture.circles.circle(circle.id).state == .completed)
    let owed = try #require(try await fixture.store.contribution(1, of: debtor, in: circle.id))
    #expect(try await fixture.bonds(of: creditor) == [.owed])
    #expect(try await fixture.bonds(of: debtor) == [.owes])
    await #expect(throws: ContributionRefusal.nothingOwed) {
      try await fixture.circles.forgive(owed.id, in: circle.id, by: Actor(userID: debtor))
    }
    for stranger in [try await fixture.user("chidi"), fixture.ids.make()] {
      await #expect(throws: CircleRefusal.notFound) {
        try await fixture.circles.forgive(owed.id, in: circle.id, by: Actor(userID: stranger))
      }
    }
    let before = try await fixture.naira(of: [creditor, debtor])
    let forgiven = try await fixture.circles.forgive(
      owed.id, in: circle.id, by: Actor(userID: creditor))
    #expect(forgiven.state == .excused && forgiven.forgiven.ofAmount == 10_000)
    #expect(forgiven.forgiven.fee == 500 && forgiven.forgiven.endedAt != nil)
    #expect(try await fixture.store.contribution(1, of: debtor, in: circle.id) == forgiven)
    for _ in 1...2 {
      await #expect(throws: ContributionRefusal.nothingOwed) {
        try await fixture.circles.forgive(owed.id, in: circle.id, by: Actor(userID: creditor))
      }
      await #expect(throws: ContributionRefusal.nothingOwed) {
        try await fixture.pay(1, by: debtor, into: circle.id)
      }
    }
    #expect(try await fixture.naira(of: [creditor, debtor]) == before)
    for user in [creditor, debtor] { #expect(try await fixture.bonds(of: user) == []) }
    let health = try await fixture.circles.health(of: circle.id, for: debtor)
    #expect(health.late == 0 && health.members.allSatisfy { $0.owed == .naira(0) })
    #expect(try await fixture.notified(debtor).last == "ajo.contribution.forgiven")
    #expect(try await fixture.events("ajo.contribution.forgiven") == 1)
    let audited = try await fixture.database.all(
      "SELECT sequence FROM platform_audit WHERE action = 'ajo.contribution.forgive'"
    ) { _ in 1 }
    #expect(audited.count == 1)
    #expect(try fixture.findings() == [])
  }

  @Test(
    "The host and the recipient each forgive their own part; the rest is paid as before",
    arguments: Engine.allCases)
  func parts(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(3)
    let circle = try await fixture.circle(of: users, mandates: [users[1]]) {
      $0.defaultPolicy = .hostCover
      $0.lateFee = .naira(5)
    }
    try await fixture.pay(1, by: users[0], into: circle.id)
    try await fixture.pay(2, by: users[0], into: circle.id)
    try await fixture.advance(days: 13)
    // In the second cycle the pledge reached for a part only.
    let owed = try #require(
      try await fixture.store.contribution(2, of: users[2], in: circle.id))
    try await fixture.database.execute(
      "UPDATE ajo_contributions SET state = 'excused', covered = 4000 WHERE id = \(owed.id)")
    let host = Actor(userID: users[0])
    let part = try await fixture.circles.forgive(owed.id, in: circle.id, by: host)
    #expect(part.forgiven.toHost == 4_000 && part.forgiven.endedAt == nil)
    await #expect(throws: ContributionRefusal.nothingOwed) {
      try await fixture.circles.forgive(owed.id, in: circle.id, by: host)
    }
    let before = try await fixture.naira(of: users)
    let paid = try await fixture.pay(2, by: users[2], into: circle.id)
    #expect(paid.state == .paid && paid.fee == .naira(5))
    #expect(
      try await fixture.naira(of: users) == [before[0], before[1] + 65, before[2] - 65])
    // Only what was paid is shown as saved and received.
    let figures = SQLDashboardStore(database: fixture.database)
    #expect(try await figures.saved(by: users[2], in: []).total == 6_000)
    #expect(try fixture.findings() == [])
  }

  @Test(
    "Who owes something is reminded after the circle's end, until they owe nothing",
    arguments: Engine.allCases)
  func reminders(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(2)
    let circle = try await fixture.circle(of: users, mandates: [users[0]]) {
      $0.defaultPolicy = .shortPay
    }
    // The last cycle is due on 12 January.
    try await fixture.advance(days: 13)
    #expect(try await fixture.circles.circle(circle.id).state == .completed)
    func told() async throws -> Int {
      try await fixture.notified(users[1]).filter { $0 == "ajo.contribution.late" }.count
    }
    let before = try await told()
    try await fixture.advance(days: 9)
    #expect(try await told() == before + 3)
    let owed = try #require(
      try await fixture.store.contribution(1, of: users[1], in: circle.id))
    _ = try await fixture.circles.forgive(
      owed.id, in: circle.id, by: Actor(userID: users[0]))
    try await fixture.advance(days: 9)
    #expect(try await told() == before + 3)
    // Nothing more is planned.
    let planned = try await fixture.database.all(
      "SELECT id FROM ajo_circles WHERE remind_at IS NOT NULL"
    ) { _ in 1 }
    #expect(planned.isEmpty)
  }
}

extension CircleFixture {
  /// What binds a user to circles.
  func bonds(of user: UserID) async throws -> [CircleBond.Kind] {
    guard let store = store as? SQLCircleStore else { return [] }
    let details = try await database.transaction { sql in
      try store.leaving.objections(user, sql).map(\.detail)
    }
    return CircleBond.Kind.allCases.filter { kind in
      let word = kind == .active ? "under way" : kind == .owes ? "You owe" : "You are owed"
      return details.contains { $0.contains(word) }
    }
  }

  /// How many events of a type were published.
  func events(_ type: String) async throws -> Int {
    try await database.all("SELECT id FROM platform_outbox WHERE type = \(type)") { _ in 1 }.count
  }
}
