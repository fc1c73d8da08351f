import Ajo
import AjoTesting
import Events
import Jobs
import Kernel
import KernelTesting
import Ports
import StorageTesting
import Testing
import Work
import WorkTesting

/// What becomes of members who delete their accounts or are blocked, on every engine.
@Suite struct CircleLeavingTests {
  @Test("Nobody leaves a circle that is under way; a debt outlives it", arguments: Engine.allCases)
  func objections(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(2, holding: 0)
    let rich = try await fixture.user("rich", holding: 300)
    let circle = try await fixture.circle(of: [rich] + users, mandates: [rich]) {
      $0.defaultPolicy = .shortPay
    }
    func details(_ user: UserID) async -> [String] {
      do {
        try await fixture.deletions.delete(user)
        return []
      } catch let refused as DeletionRefused {
        return refused.reasons.filter { $0.objection.code == "active_circles" }
          .map(\.objection.detail)
      } catch {
        return ["\(error)"]
      }
    }
    #expect(await details(users[0]) == ["You are in the circle Family Ajo, which is under way."])
    try await fixture.advance(days: 30)
    #expect(try await fixture.circles.circle(circle.id).state == .completed)
    #expect(
      await details(users[0]) == [
        "You owe a contribution to the circle Family Ajo.",
        "You are owed a contribution to the circle Family Ajo.",
      ])
    #expect(await details(rich) == ["You are owed a contribution to the circle Family Ajo."])
  }

  @Test("A member who left joins nothing, and frees the seats they had", arguments: Engine.allCases)
  func left(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(3, holding: 0)
    let mine = try await fixture.forming(of: [users[0], users[1]], size: 3)
    let theirs = try await fixture.forming(of: [users[1], users[0]], size: 3)
    try await fixture.deletions.delete(users[0])
    await #expect(throws: UserLeaving.self) {
      try await fixture.circles.create(CircleFixture.terms(size: 2), by: users[0])
    }
    let event: RelayedEvent.ID = fixture.ids.make()
    for _ in 1...2 { try await fixture.circles.leaveCircles(users[0], after: event) }
    try await fixture.time.advance(
      by: .seconds(60),
      doing: [
        JobHandler(LeaveCircles.self) { job, run in
          try await fixture.circles.leaveCircles(job.user, in: run)
        }
      ])
    #expect(try await fixture.circles.circle(mine.id).state == .cancelled)
    let kept = try await fixture.circles.circle(theirs.id)
    #expect(kept.state == .forming && kept.membersCount == 1)
  }

  @Test("A circle starts with nobody in it who is leaving", arguments: Engine.allCases)
  func starting(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(2, holding: 0)
    let circle = try await fixture.forming(of: users, size: 2)
    try await fixture.deletions.delete(users[1])
    await #expect(throws: UserLeaving.self) {
      try await fixture.circles.start(circle.id, by: users[0])
    }
  }

  @Test("A blocked member's mandates stop", arguments: Engine.allCases)
  func blocked(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(2)
    let circle = try await fixture.circle(of: users, mandates: users)
    let event: RelayedEvent.ID = fixture.ids.make()
    for _ in 1...2 { try await fixture.circles.stopMandates(of: users[1], after: event) }
    try await fixture.advance(days: 10)
    #expect(try await fixture.balance(of: users[0]) == .naira(900))
    #expect(try await fixture.balance(of: users[1]) == .naira(1_000))
    #expect(try await fixture.circles.circle(circle.id).currentCycle == 1)
  }
}
