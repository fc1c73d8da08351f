import Ajo
import AjoTesting
import Glibc
import Kernel
import KernelTesting
import Ports
import Storage
import StorageTesting
import Testing
import WorkTesting

/// What a process leaves behind that is killed while it pays out or gives back, on every engine.
@Suite struct KilledEndingTests {
  @Test(
    "Killed at any point of a cancellation, every naira goes back once, fees and pledge too",
    arguments: Engine.allCases, [CircleTerms.DefaultPolicy.wait, .hostCover])
  func cancellation(on engine: Engine, _ policy: CircleTerms.DefaultPolicy) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(3)
    let circle = try await fixture.circle(of: users) {
      $0.defaultPolicy = policy
      $0.feePolicy = .house
      $0.lateFee = .naira(5)
    }
    for user in users { try await fixture.pay(1, by: user, into: circle.id) }
    try await fixture.pay(3, by: users[2], into: circle.id)
    // The second cycle is late: under `wait` with a payment of its fee.
    try await fixture.advance(days: policy == .wait ? 13 : 8)
    try await fixture.pay(2, by: users[1], into: circle.id)
    let address = try #require(Engine.address(of: fixture.database))
    let (id, now) = ("\(circle.id)", fixture.time.clock.now().milliseconds)
    for step in [1, 3, 5, 7, 9] {
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [address = address as String, id = id as String, step = step as Int, now = now as Int64] in
        let fixture = CircleFixture(
          over: MortalDatabase(try Engine.open(address), dyingAt: step))
        fixture.clock.set(Instant(milliseconds: now))
        _ = try await fixture.circles.cancel(
          try #require(Circle.ID(id)), by: .operatorConsole, reason: "they asked for it")
      }
    }
    // The first to reach the end does it, and nobody does it again.
    _ = try? await fixture.circles.cancel(circle.id, by: .operatorConsole, reason: "again")
    let kept = try await fixture.circles.circle(circle.id)
    #expect(kept.state == .cancelled && kept.pot == .naira(0))
    // All but the first cycle, which was Ada's, is back where it came from.
    #expect(try await fixture.naira(of: users) == [1_200, 900, 900])
    for account in [
      kept.potTerms, kept.pledgeTerms(of: users[0]), Circle.feeTerms(in: .naira),
    ] { #expect(try await fixture.balance(account) == .naira(0)) }
    let refunds = try await fixture.database.all(
      "SELECT sequence FROM platform_audit WHERE action = 'ajo.circle.cancel'"
    ) { _ in 1 }
    #expect(refunds.count == 1)
    #expect(try fixture.findings() == [])
  }

  @Test(
    "Killed at any point of a look that pays out, the pot is paid out once",
    arguments: Engine.allCases)
  func payout(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(2)
    let circle = try await fixture.circle(of: users)
    for user in users {
      for cycle in 1...2 { try await fixture.pay(cycle, by: user, into: circle.id) }
    }
    let address = try #require(Engine.address(of: fixture.database))
    let id = "\(circle.id)"
    for cycle in 1...2 {
      let due = try #require(try await fixture.circles.circle(circle.id).dueAt)
      fixture.clock.set(due)
      let now = due.milliseconds
      for step in [1, 2, 4, 6] {
        await #expect(processExitsWith: .signal(SIGKILL)) {
          [
            address = address as String, id = id as String, step = step as Int,
            now = now as Int64
          ] in
          let fixture = CircleFixture(
            over: MortalDatabase(try Engine.open(address), dyingAt: step))
          fixture.clock.set(Instant(milliseconds: now))
          _ = try await fixture.rounds.look(at: try #require(Circle.ID(id)))
        }
      }
      _ = try await fixture.rounds.look(at: circle.id)
      let payouts = try await fixture.store.payouts(of: circle.id, before: .max, limit: 9)
      #expect(payouts.map(\.number) == Array((1...cycle).reversed()))
    }
    #expect(try await fixture.circles.circle(circle.id).state == .completed)
    #expect(try await fixture.naira(of: users) == [1_000, 1_000])
    let told = try await fixture.database.all(
      "SELECT id FROM platform_outbox WHERE type = 'ajo.payout.made'"
    ) { _ in 1 }
    #expect(told.count == 2)
    #expect(try fixture.findings() == [])
  }
}
