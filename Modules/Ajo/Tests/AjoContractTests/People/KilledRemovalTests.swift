import Ajo
import AjoTesting
import Glibc
import Kernel
import KernelTesting
import Storage
import StorageTesting
import Testing
import WorkTesting

/// What a process leaves behind that is killed while a member is removed, on every engine.
@Suite struct KilledRemovalTests {
  @Test(
    "Killed at any point of the last vote, a removal happens as a whole or not at all",
    arguments: Engine.allCases)
  func vote(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(3)
    let circle = try await fixture.circle(of: users, mandates: Array(users.prefix(2)))
    try await fixture.pay(2, by: users[2], into: circle.id)
    try await fixture.pay(3, by: users[1], into: circle.id)
    try await fixture.advance(days: 6)
    let made = try await fixture.proposals.proposeRemoval(
      of: users[2], in: circle.id, asHost: users[0])
    let address = try #require(Engine.address(of: fixture.database))
    let (circleID, removal, voter) = ("\(circle.id)", "\(made.id)", "\(users[1])")
    let now = fixture.time.clock.now().milliseconds
    for step in [2, 5, 8, 11] {
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [
          address = address as String, circleID = circleID as String,
          removal = removal as String, voter = voter as String, step = step as Int,
          now = now as Int64
        ] in
        let fixture = CircleFixture(
          over: MortalDatabase(try Engine.open(address), dyingAt: step))
        fixture.clock.set(Instant(milliseconds: now))
        _ = try await fixture.proposals.vote(
          true, on: try #require(CircleProposal.ID(removal)),
          in: try #require(Circle.ID(circleID)), by: try #require(UserID(voter)))
      }
    }
    // The first to reach the end does it, and nobody does it again.
    _ = try? await fixture.proposals.vote(true, on: made.id, in: circle.id, by: users[1])
    let kept = try await fixture.circles.circle(circle.id)
    #expect(kept.cycles == 2 && kept.membersCount == 2 && kept.currentCycle == 2)
    #expect(try await fixture.balance(kept.potTerms) == kept.pot)
    #expect(try await fixture.naira(of: users) == [1_100, 900, 1_000])
    try await fixture.advance(days: 20)
    #expect(try await fixture.naira(of: users) == [1_000, 1_000, 1_000])
    #expect(try fixture.findings() == [])
  }
}
