import Ajo
import AjoTesting
import Kernel
import KernelTesting
import Ports
import StorageTesting
import Testing
import WorkTesting

/// Members who are removed because they did not pay, on every engine.
@Suite struct RemovalContractTests {
  @Test(
    "A turn to come falls away: those after it move up, and what was paid ahead goes back",
    arguments: Engine.allCases)
  func turnToCome(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(4)
    let paying = [users[0], users[2], users[3]]
    let circle = try await fixture.circle(of: users, mandates: paying)
    // Ada pays the last cycle ahead; so does Bola, who then does not pay the first.
    try await fixture.pay(4, by: users[0], into: circle.id)
    try await fixture.pay(4, by: users[1], into: circle.id)
    try await fixture.pay(3, by: users[1], into: circle.id)
    try await fixture.advance(days: 6)
    #expect(try await fixture.circles.circle(circle.id).pot == .naira(600))
    let swap = try await fixture.proposals.proposeSwap(
      with: users[3], in: circle.id, by: users[2])

    let removal = try await fixture.remove(users[1], from: circle.id)
    #expect(removal.state == .accepted)
    let kept = try await fixture.circles.circle(circle.id)
    #expect(kept.membersCount == 3 && kept.cycles == 3)
    // The first cycle was complete without Bola, and was paid out at once.
    #expect(kept.currentCycle == 2 && kept.pot == .naira(0))
    #expect(try await fixture.recipients(of: circle.id, among: users) == [1, 3, 4])
    #expect(
      try await fixture.contributions(of: users[1], to: circle.id) == ["3 refunded"])
    #expect(try await fixture.naira(of: users) == [1_200, 1_000, 900, 900])
    let members = try await fixture.store.members(of: circle.id, after: nil, limit: 9)
    #expect(members.filter { $0.state == .active }.map(\.turn) == [1, 2, 3])
    let swaps = try await fixture.proposals.proposals(
      .swap, of: circle.id, for: users[0], before: nil, limit: 9)
    #expect(swaps.map(\.id) == [swap.id] && swaps[0].state == .lapsed)
    try await fixture.advance(days: 20)
    #expect(try await fixture.circles.circle(circle.id).state == .completed)
    #expect(try await fixture.naira(of: users) == [1_000, 1_000, 1_000, 1_000])
    #expect(try fixture.findings() == [])
  }

  @Test(
    "What the member owes is taken from what goes back, to the last kobo",
    arguments: Engine.allCases)
  func debts(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(4)
    let circle = try await fixture.circle(
      of: users, mandates: [users[0], users[1], users[2]]
    ) {
      $0.defaultPolicy = .shortPay
      $0.lateFee = .naira(30)
    }
    // Dele misses the first two cycles, and has paid the third ahead.
    try await fixture.pay(3, by: users[3], into: circle.id)
    try await fixture.advance(days: 13)
    #expect(
      try await fixture.contributions(of: users[3], to: circle.id)
        == ["1 excused", "2 excused", "3 paid", "4 pending"])
    try await fixture.remove(users[3], from: circle.id)
    // 100 of the 130 that Dele owed Ada; the fee, and all of Bola's, are still owed.
    #expect(try await fixture.naira(of: users) == [1_200, 1_100, 800, 900])
    #expect(
      try await fixture.contributions(of: users[3], to: circle.id)
        == ["1 excused", "2 excused", "3 refunded"])
    let objections = await #expect(throws: DeletionRefused.self) {
      try await fixture.deletions.delete(users[3])
    }
    #expect(objections?.reasons.contains { $0.objection.code == "active_circles" } == true)
    #expect(try await fixture.pay(1, by: users[3], into: circle.id).fee == .naira(30))
    #expect(try await fixture.naira(of: users) == [1_230, 1_100, 800, 870])
    #expect(try await fixture.pay(2, by: users[3], into: circle.id).fee == .naira(30))
    #expect(try await fixture.naira(of: users) == [1_230, 1_230, 800, 740])
    try await fixture.advance(days: 20)
    #expect(try await fixture.circles.circle(circle.id).state == .completed)
    #expect(try await fixture.naira(of: users) == [1_130, 1_130, 1_000, 740])
    #expect(try fixture.findings() == [])
  }

  @Test(
    "Whoever had their turn owes what is to come, and nobody waits for it",
    arguments: Engine.allCases)
  func hadTurn(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(3)
    let late = users[0]
    let circle = try await fixture.circle(of: users, mandates: users) { $0.lateFee = .naira(7) }
    try await fixture.advance(days: 6)
    // Ada has had the pot, and pays no more.
    _ = try await fixture.circles.handOver(circle.id, to: users[1], by: late)
    _ = try await fixture.circles.setMandate(false, in: circle.id, by: late)
    try await fixture.advance(days: 7)
    #expect(try await fixture.circles.circle(circle.id).currentCycle == 2)
    try await fixture.remove(late, from: circle.id)
    #expect(
      try await fixture.contributions(of: late, to: circle.id)
        == ["1 paid", "2 excused", "3 excused"])
    #expect(try await fixture.naira(of: users) == [1_200, 1_000, 800])
    let kept = try await fixture.circles.circle(circle.id)
    #expect(kept.cycles == 3 && kept.currentCycle == 3)
    // Before the cycle is paid out the money goes into its pot, without a fee as it is not late.
    #expect(try await fixture.pay(3, by: late, into: circle.id).fee == .naira(0))
    try await fixture.advance(days: 7)
    #expect(try await fixture.circles.circle(circle.id).state == .completed)
    #expect(try await fixture.pay(2, by: late, into: circle.id).fee == .naira(7))
    #expect(try await fixture.naira(of: users) == [993, 1_007, 1_000])
    #expect(try fixture.findings() == [])
  }

  @Test(
    "Under host_cover the pledge still pays for whoever had their turn",
    arguments: Engine.allCases)
  func covered(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(3)
    let late = users[0]
    let circle = try await fixture.circle(of: users, mandates: users) {
      $0.defaultPolicy = .hostCover
    }
    try await fixture.advance(days: 6)
    _ = try await fixture.circles.offerPledge(true, in: circle.id, by: users[1])
    _ = try await fixture.circles.handOver(circle.id, to: users[1], by: late)
    _ = try await fixture.circles.setMandate(false, in: circle.id, by: late)
    try await fixture.advance(days: 7)
    try await fixture.remove(late, from: circle.id)
    try await fixture.advance(days: 20)
    #expect(try await fixture.circles.circle(circle.id).state == .completed)
    #expect(
      try await fixture.contributions(of: late, to: circle.id)
        == ["1 paid", "2 covered", "3 covered"])
    // Bola's pledge paid both, and Ada owes it to her.
    #expect(try await fixture.naira(of: users) == [1_200, 800, 1_000])
    #expect(try fixture.findings() == [])
  }

  @Test("The last turn falls away, and the circle is complete", arguments: Engine.allCases)
  func last(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(3)
    let circle = try await fixture.circle(of: users, mandates: users)
    try await fixture.advance(days: 13)
    _ = try await fixture.circles.setMandate(false, in: circle.id, by: users[2])
    try await fixture.advance(days: 7)
    #expect(try await fixture.circles.circle(circle.id).pot == .naira(200))
    try await fixture.remove(users[2], from: circle.id)
    let kept = try await fixture.circles.circle(circle.id)
    #expect(kept.state == .completed && kept.cycles == 2 && kept.pot == .naira(0))
    #expect(try await fixture.naira(of: users) == [1_100, 1_100, 800])
    #expect(try fixture.findings() == [])
  }

  @Test("More than half of the others decide, within seven days", arguments: Engine.allCases)
  func votes(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(5)
    let circle = try await fixture.circle(of: users, mandates: Array(users.prefix(4)))
    let proposals = fixture.proposals
    await #expect(throws: ProposalRefusal.noDefault) {
      try await proposals.proposeRemoval(of: users[4], in: circle.id, asHost: users[0])
    }
    try await fixture.advance(days: 6)
    await #expect(throws: CircleRefusal.hostOnly) {
      try await proposals.proposeRemoval(of: users[4], in: circle.id, asHost: users[1])
    }
    let first = try await proposals.proposeRemoval(
      of: users[4], in: circle.id, asHost: users[0])
    #expect(first.state == .open)
    #expect(try await fixture.notified(users[4]).contains("ajo.removal.requested"))
    await #expect(throws: ProposalRefusal.otherIsOpen) {
      try await proposals.proposeRemoval(of: users[4], in: circle.id, asHost: users[0])
    }
    await #expect(throws: ProposalRefusal.notAsked) {
      try await proposals.vote(false, on: first.id, in: circle.id, by: users[4])
    }
    await #expect(throws: ProposalRefusal.alreadyVoted) {
      try await proposals.vote(true, on: first.id, in: circle.id, by: users[0])
    }
    // Two of four are not more than half.
    #expect(
      try await proposals.vote(true, on: first.id, in: circle.id, by: users[1]).state == .open)
    try await fixture.advance(days: 7)
    #expect(
      try await proposals.proposals(
        .removal, of: circle.id, for: users[1], before: nil, limit: 9
      ).map(\.state) == [.lapsed])
    await #expect(throws: ProposalRefusal.notOpen) {
      try await proposals.vote(true, on: first.id, in: circle.id, by: users[2])
    }
    let second = try await proposals.proposeRemoval(
      of: users[4], in: circle.id, asHost: users[0])
    _ = try await proposals.vote(false, on: second.id, in: circle.id, by: users[1])
    #expect(
      try await proposals.vote(false, on: second.id, in: circle.id, by: users[2]).state
        == .declined)
    // Whoever pays in the meantime stays.
    let third = try await proposals.proposeRemoval(
      of: users[4], in: circle.id, asHost: users[0])
    _ = try await proposals.vote(true, on: third.id, in: circle.id, by: users[1])
    for cycle in 1...2 { try await fixture.pay(cycle, by: users[4], into: circle.id) }
    #expect(
      try await proposals.vote(true, on: third.id, in: circle.id, by: users[2]).state == .lapsed)
    #expect(try await fixture.circles.isMember(users[4], of: circle.id))
  }

  @Test(
    "Nobody is removed who was replaced, or became the host, in the meantime",
    arguments: Engine.allCases)
  func overtaken(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(5)
    let circle = try await fixture.circle(of: Array(users.prefix(4)))
    try await fixture.advance(days: 6)
    let replacement = try await fixture.proposals.proposeReplacement(
      of: users[3], by: users[4], in: circle.id, asHost: users[0])
    var removals: [CircleProposal] = []
    for member in [users[3], users[1]] {
      removals.append(
        try await fixture.proposals.proposeRemoval(
          of: member, in: circle.id, asHost: users[0]))
    }
    for user in [users[3], users[4]] {
      _ = try await fixture.proposals.acceptReplacement(
        replacement.id, in: circle.id, by: user)
    }
    _ = try await fixture.circles.handOver(circle.id, to: users[1], by: users[0])
    for removal in removals {
      await #expect(throws: ProposalRefusal.notOpen) {
        try await fixture.proposals.vote(true, on: removal.id, in: circle.id, by: users[2])
      }
    }
    let listed = try await fixture.proposals.proposals(
      .removal, of: circle.id, for: users[0], before: nil, limit: 9)
    #expect(listed.map(\.state) == [.lapsed, .lapsed])
  }

  @Test(
    "Votes, payments and withdrawals at once leave no money behind", arguments: Engine.allCases)
  func race(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(5)
    let circle = try await fixture.circle(of: users, mandates: Array(users.prefix(4)))
    for cycle in [3, 5] { try await fixture.pay(cycle, by: users[4], into: circle.id) }
    try await fixture.advance(days: 6)
    let made = try await fixture.proposals.proposeRemoval(
      of: users[4], in: circle.id, asHost: users[0])
    await withTaskGroup(of: Void.self) { group in
      for user in users[1...3] {
        group.addTask {
          _ = try? await fixture.proposals.vote(true, on: made.id, in: circle.id, by: user)
        }
      }
      for cycle in [2, 4] {
        group.addTask { _ = try? await fixture.pay(cycle, by: users[4], into: circle.id) }
      }
      group.addTask { _ = try? await fixture.pay(5, by: users[1], into: circle.id) }
    }
    let kept = try await fixture.circles.circle(circle.id)
    #expect(kept.cycles == 4 && kept.membersCount == 4)
    #expect(try await fixture.balance(kept.potTerms) == kept.pot)
    #expect(try await fixture.balance(of: users[4]) == .naira(1_000))
    try await fixture.advance(days: 40)
    #expect(try await fixture.circles.circle(circle.id).state == .completed)
    #expect(try await fixture.naira(of: users) == [1_000, 1_000, 1_000, 1_000, 1_000])
    #expect(try fixture.findings() == [])
  }
}
