import Ajo
import AjoTesting
import Kernel
import KernelTesting
import Ports
import StorageTesting
import Testing
import WorkTesting

/// Members who change turns, on every engine.
@Suite struct SwapContractTests {
  @Test(
    "Accepted, two members change turns and nothing else", arguments: Engine.allCases,
    [CircleTerms.TurnOrder.fixed, .random])
  func swap(on engine: Engine, _ order: CircleTerms.TurnOrder) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(4)
    let circle = try await fixture.circle(of: users, mandates: users) { $0.turnOrder = order }
    let before = try await fixture.store.members(of: circle.id, after: nil, limit: 9)
    let (first, last) = (before[0], before[3])
    try await fixture.pay(4, by: first.userID, into: circle.id)
    let made = try await fixture.proposals.proposeSwap(
      with: last.userID, in: circle.id, by: first.userID)
    #expect(made.state == .open && made.ownTurn == 1 && made.turn == 4)
    #expect(
      try await ProposalActions(store: fixture.store).actions(
        of: last.userID, at: fixture.time.clock.now()
      ).map(\.code) == [.swapRequested])
    let accepted = try await fixture.proposals.acceptSwap(
      made.id, in: circle.id, by: last.userID)
    #expect(accepted.state == .accepted && accepted.isAgreed(by: last.userID))
    let after = try await fixture.store.members(of: circle.id, after: nil, limit: 9)
    #expect(
      after.map(\.userID) == [
        last.userID, before[1].userID, before[2].userID, first.userID,
      ])
    #expect(
      try await fixture.recipients(of: circle.id, among: after.map(\.userID)) == [1, 2, 3, 4])
    #expect(
      try await fixture.contributions(of: first.userID, to: circle.id)
        == ["1 pending", "2 pending", "3 pending", "4 paid"])
    #expect(try await fixture.circles.circle(circle.id).version == circle.version + 2)
    try await fixture.advance(days: 40)
    #expect(try await fixture.circles.circle(circle.id).state == .completed)
    #expect(try await fixture.naira(of: users) == [1_000, 1_000, 1_000, 1_000])
    #expect(try fixture.findings() == [])
  }

  @Test("A swap is refused for each reason in turn", arguments: Engine.allCases)
  func refusals(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(4)
    let proposals = fixture.proposals
    let forming = try await fixture.forming(of: Array(users.prefix(2)), size: 3)
    await #expect(throws: ProposalRefusal.circleNotActive) {
      try await proposals.proposeSwap(with: users[1], in: forming.id, by: users[0])
    }
    let circle = try await fixture.circle(of: users, mandates: users)
    let outsider = try await fixture.user("dele")
    await #expect(throws: CircleRefusal.notFound) {
      try await proposals.proposeSwap(with: users[1], in: circle.id, by: outsider)
    }
    for other in [outsider, users[1]] {
      await #expect(throws: ValidationErrors.self) {
        try await proposals.proposeSwap(with: other, in: circle.id, by: users[1])
      }
    }
    let open = try await proposals.proposeSwap(with: users[2], in: circle.id, by: users[1])
    for (user, other) in [(0, 1), (0, 2), (1, 3), (2, 1)] {
      await #expect(throws: ProposalRefusal.otherIsOpen) {
        try await proposals.proposeSwap(with: users[other], in: circle.id, by: users[user])
      }
    }
    await #expect(throws: CircleRefusal.notFound) {
      try await proposals.acceptSwap(open.id, in: circle.id, by: outsider)
    }
    for user in [users[0], users[1]] {
      await #expect(throws: ProposalRefusal.notAsked) {
        try await proposals.acceptSwap(open.id, in: circle.id, by: user)
      }
    }
    await #expect(throws: ProposalRefusal.notAsked) {
      try await proposals.withdraw(open.id, .swap, in: circle.id, by: users[2])
    }
    await #expect(throws: ProposalRefusal.noSuchProposal) {
      try await proposals.withdraw(open.id, .removal, in: circle.id, by: users[1])
    }
    try await proposals.withdraw(open.id, .swap, in: circle.id, by: users[1])
    await #expect(throws: ProposalRefusal.notOpen) {
      try await proposals.acceptSwap(open.id, in: circle.id, by: users[2])
    }
    let second = try await proposals.proposeSwap(with: users[2], in: circle.id, by: users[1])
    let declined = try await proposals.decline(second.id, .swap, in: circle.id, by: users[2])
    #expect(declined.state == .declined)
    #expect(try await fixture.notified(users[1]).contains("ajo.swap.declined"))
    try await fixture.advance(days: 6)
    await #expect(throws: ProposalRefusal.turnPaid) {
      try await proposals.proposeSwap(with: users[0], in: circle.id, by: users[1])
    }
  }

  @Test(
    "A swap falls away when a turn is paid or the circle ends", arguments: Engine.allCases)
  func overtaken(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(4)
    let circle = try await fixture.circle(of: users, mandates: users)
    let paid = try await fixture.proposals.proposeSwap(
      with: users[1], in: circle.id, by: users[0])
    let kept = try await fixture.proposals.proposeSwap(
      with: users[3], in: circle.id, by: users[2])
    try await fixture.advance(days: 6)
    func states() async throws -> [CircleProposal.State] {
      try await fixture.proposals.proposals(
        .swap, of: circle.id, for: users[0], before: nil, limit: 9
      ).map(\.state)
    }
    #expect(try await states() == [.open, .lapsed])
    await #expect(throws: ProposalRefusal.notOpen) {
      try await fixture.proposals.acceptSwap(paid.id, in: circle.id, by: users[1])
    }
    _ = try await fixture.circles.cancel(circle.id, by: .operatorConsole, reason: "test")
    #expect(try await states() == [.lapsed, .lapsed])
    await #expect(throws: ProposalRefusal.notOpen) {
      try await fixture.proposals.acceptSwap(kept.id, in: circle.id, by: users[3])
    }
  }

  @Test(
    "Of a swap accepted, declined and withdrawn at once, one happens", arguments: Engine.allCases)
  func race(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(3)
    let circle = try await fixture.circle(of: users)
    for _ in 1...5 {
      let before = try await fixture.recipients(of: circle.id, among: users)
      let made = try await fixture.proposals.proposeSwap(
        with: users[1], in: circle.id, by: users[0])
      let ends = await withTaskGroup(of: Bool.self) { group in
        let proposals = fixture.proposals
        group.addTask {
          (try? await proposals.acceptSwap(made.id, in: circle.id, by: users[1])) != nil
        }
        group.addTask {
          (try? await proposals.acceptSwap(made.id, in: circle.id, by: users[1])) != nil
        }
        group.addTask {
          (try? await proposals.decline(made.id, .swap, in: circle.id, by: users[1])) != nil
        }
        group.addTask {
          (try? await proposals.withdraw(made.id, .swap, in: circle.id, by: users[0])) != nil
        }
        return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
      }
      #expect(ends == 1)
      let listed = try await fixture.proposals.proposals(
        .swap, of: circle.id, for: users[0], before: nil, limit: 1)
      let after = try await fixture.recipients(of: circle.id, among: users)
      #expect((after != before) == (listed[0].state == .accepted))
    }
  }
}
