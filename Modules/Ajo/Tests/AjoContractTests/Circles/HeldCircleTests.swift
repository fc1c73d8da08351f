import Ajo
import AjoTesting
import Kernel
import KernelTesting
import Ledger
import Storage
import StorageTesting
import Testing
import Work
import WorkTesting

/// Circles that cannot be looked at, and rounds that come late, on every engine.
@Suite struct HeldCircleTests {
  @Test(
    "A circle that always fails is held by the hour, told of once, and holds up nobody",
    arguments: Engine.allCases)
  func held(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(2)
    let administrator = try await fixture.user("admin")
    fixture.directory.addAdministrator(administrator)
    let broken = try await fixture.circle(of: users, mandates: users)
    let sound = try await fixture.circle(of: users, mandates: users)
    try await fixture.database.execute(
      "UPDATE ajo_circles SET time_zone = 'No/Where' WHERE id = \(broken.id)")
    // From the day before the first due day to noon of the day after.
    try await fixture.advance(days: 5)
    let paid = try await fixture.store.payouts(of: sound.id, before: 9, limit: 9)
    #expect(paid.map(\.number) == [1])
    #expect(
      try await fixture.notified(administrator).filter { $0 == "ajo.circle.held" }.count == 1)
    #expect(try await fixture.events("ajo.circle.held") == 1)
    let held = try await fixture.circles.circle(broken.id)
    #expect(try #require(held.heldUntil) > fixture.time.clock.now())
    #expect(held.dueAt == broken.dueAt)

    try await fixture.database.execute(
      "UPDATE ajo_circles SET time_zone = 'Africa/Lagos' WHERE id = \(broken.id)")
    try await fixture.time.advance(by: .seconds(7_200), doing: fixture.handlers)
    let mended = try await fixture.circles.circle(broken.id)
    #expect(mended.heldUntil == nil && mended.currentCycle == 2)
    #expect(try fixture.findings() == [])
  }

  @Test(
    "Rounds that come late leave one job for a moment that is past, not one for each circle",
    arguments: Engine.allCases)
  func late(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(2)
    for _ in 1...4 { _ = try await fixture.circle(of: users, mandates: users) }
    fixture.clock.advance(seconds: 15 * 86_400)
    try await fixture.rounds.run(TurnCycles())
    let jobs = try await fixture.database.all(
      """
      SELECT count(*) FROM platform_jobs
      WHERE kind IN ('ajo.cycle', 'ajo.mandate')
        AND state IN ('available', 'scheduled', 'retryable')
      GROUP BY kind, args
      """
    ) { try $0.get(0, as: Int.self) }
    #expect(!jobs.isEmpty && jobs.allSatisfy { $0 == 1 }, "\(jobs)")
  }

  @Test("A start that somebody joins meanwhile begins with them", arguments: Engine.allCases)
  func race(on engine: Engine) async throws {
    // One transaction at a time writes on SQLite: nobody joins meanwhile.
    guard engine == .postgres else { return }
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(3)
    let circle = try await fixture.forming(of: Array(users.prefix(2)), size: 3)
    let (joining, watching) = (
      try fixture.database.connect(), try fixture.database.connect()
    )
    defer {
      joining.close()
      watching.close()
    }
    _ = try joining.query("BEGIN")
    _ = try joining.query("SELECT id FROM ajo_circles WHERE id = \(circle.id) FOR UPDATE")
    let key = IdempotencyKey(
      owner: users[0].rawValue, route: "POST /start", key: "k",
      fingerprint: [UInt8](repeating: 1, count: 32), requestID: "r")
    let starting = Task {
      try await fixture.circles.start(
        circle.id, by: users[0], once: .describing(under: key, isFinal: { $0 is CircleRefusal }))
    }
    let stuck: SQL = """
      SELECT count(*) FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock'
      """
    while try watching.first(stuck, { try $0.get(0, as: Int64.self) }) == 0 {}
    _ = try joining.query(
      """
      INSERT INTO ajo_members (circle_id, user_id, role, state, payout_order, joined_at)
      VALUES (\(circle.id), \(users[2]), 'member', 'active', 3, \(CircleFixture.start))
      """)
    _ = try joining.query(
      "UPDATE ajo_circles SET members_count = 3, version = version + 1 WHERE id = \(circle.id)")
    _ = try joining.query("COMMIT")
    let started = try await starting.value.view.circle
    #expect(started.state == .active && started.cycles == 3)
  }

  @Test(
    "Where the house does not hold the fees any more, a cancellation is refused as that",
    arguments: Engine.allCases)
  func fees(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(2)
    let circle = try await fixture.circle(of: users) {
      $0.feePolicy = .house
      $0.lateFee = .naira(5)
    }
    try await fixture.advance(days: 6)
    try await fixture.pay(1, by: users[1], into: circle.id)
    let house = Circle.feeTerms(in: .naira)
    #expect(try await fixture.balance(house) == .naira(5))
    func pay(_ payer: AccountTerms, _ payee: AccountTerms) async throws {
      let order = TransferOrder(
        id: fixture.ids.make(), debit: .opening(payer), credit: .opening(payee),
        amount: .naira(5), kind: "transfer")
      try await fixture.store.atomically(.unkeyed) { transaction in
        _ = try transaction.work.post([order])
      }
    }
    let operatorWallet = Wallet.terms(of: try await fixture.user("operator"), in: .naira)
    try await pay(house, operatorWallet)
    await #expect(throws: CircleRefusal.feesMissing) {
      try await fixture.circles.cancel(circle.id, by: users[0])
    }
    try await pay(operatorWallet, house)
    _ = try await fixture.circles.cancel(circle.id, by: users[0])
    #expect(try await fixture.naira(of: users) == [1_000, 1_000])
  }
}
