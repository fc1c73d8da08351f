import Auth
import AuthTesting
import Kernel
import KernelTesting
import Storage
import StorageTesting
import Testing

/// What servers read of each other's revocations, on every engine.
@Suite struct RevocationContractTests {
  @Test(
    "Of a hundred thousand revocations those are read that are new or were missing, by the index",
    arguments: Engine.allCases)
  func window(on engine: Engine) async throws {
    let fixture = try await AuthFixture(on: engine)
    try await fixture.database.execute(
      """
      INSERT INTO auth_notices (kind, session_id, at)
      \(SQL.numbers(to: 100_000))
      SELECT 'session_ended', \(fixture.database.dialect.randomUUID), \(fixture.clock.now())
      FROM numbers
      """)
    try await fixture.database.execute("DELETE FROM auth_notices WHERE sequence IN (5000, 5003)")
    if fixture.database.dialect == .postgres {
      try await fixture.database.execute("ANALYZE auth_notices")
    }
    let watched = WatchedDatabase(fixture.database)
    let store = fixture.anotherServer(through: watched).store

    let found = try await store.revocations(
      after: 99_998, orAmong: [4_999...5_001, 5_003...5_003, 70_000...70_000])

    #expect(found.map(\.sequence) == [4_999, 5_001, 70_000, 99_999, 100_000])
    let plans = try watched.plans(of: watched.takeStatements(), isServing: true)
    #expect(plans.count >= 2)
    for plan in plans { #expect(plan.faults.isEmpty, "\(plan.faults) of \(plan)") }
  }

  @Test("A revocation that is committed after a later one reaches other servers, once it is there")
  func lateCommit() async throws {
    let here = try await AuthFixture(on: .postgres)
    let there = here.anotherServer()
    let (ada, bola) = (
      try await here.register("ada@example.com"), try await here.register("bola@example.com")
    )
    try await there.feed.poll()
    let gate = Gate()
    let database = here.database
    async let late: Void = database.transaction { sql in
      try sql.execute(
        """
        INSERT INTO auth_notices (kind, session_id, at)
        VALUES ('session_ended', \(ada.sessionID), \(here.clock.now()))
        """)
      gate.pass()
    }
    await gate.entered()
    try await here.signIn.endSession(bola.sessionID, of: bola.user.id)
    try await there.feed.poll()
    #expect(there.revocations.roles(of: here.claims(bola)) == nil)
    #expect(there.revocations.roles(of: here.claims(ada)) != nil)
    gate.open()
    try await late
    try await there.feed.poll()
    #expect(there.revocations.roles(of: here.claims(ada)) == nil)
  }
}
