import Ajo
import AjoTesting
import Events
import Kernel
import KernelTesting
import Ports
import Storage
import StorageTesting
import Testing
import WorkTesting

/// Seats that go over to somebody else, on every engine.
@Suite struct ReplacementContractTests {
  @Test(
    "Both agree, in whichever order, and what is to come goes over", arguments: Engine.allCases,
    [true, false])
  func replace(on engine: Engine, _ isMemberFirst: Bool) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(4)
    let (old, new) = (users[2], users[3])
    let circle = try await fixture.circle(
      of: Array(users.prefix(3)), mandates: Array(users.prefix(3)))
    try await fixture.pay(3, by: old, into: circle.id)
    // The first cycle is paid out.
    try await fixture.advance(days: 6)
    let made = try await fixture.proposals.proposeReplacement(
      of: old, by: new, in: circle.id, asHost: users[0])
    let actions = ProposalActions(store: fixture.store)
    for user in [old, new] {
      #expect(
        try await actions.actions(of: user, at: fixture.time.clock.now()).map(\.code)
          == [.replacementRequested])
    }
    let known = try await fixture.proposals.proposals(
      .replacement, of: circle.id, for: new, before: nil, limit: 9)
    #expect(known == [made])
    let order = isMemberFirst ? [old, new] : [new, old]
    let half = try await fixture.proposals.acceptReplacement(
      made.id, in: circle.id, by: order[0])
    #expect(half.state == .open && half.isAgreed(by: order[0]))
    #expect(try await actions.actions(of: order[0], at: fixture.time.clock.now()).isEmpty)
    // Agreeing twice is agreeing once.
    _ = try await fixture.proposals.acceptReplacement(made.id, in: circle.id, by: order[0])
    #expect(try await fixture.recipients(of: circle.id, among: users) == [1, 2, 3])
    let done = try await fixture.proposals.acceptReplacement(
      made.id, in: circle.id, by: order[1])
    #expect(done.state == .accepted)

    #expect(try await fixture.recipients(of: circle.id, among: users) == [1, 2, 4])
    #expect(try await fixture.contributions(of: old, to: circle.id) == ["1 paid"])
    #expect(
      try await fixture.contributions(of: new, to: circle.id) == ["2 pending", "3 paid"])
    let left = try await fixture.circles.circle(circle.id, of: old)
    #expect(left.member.state == .replaced && left.circle.membersCount == 3)
    let joined = try await fixture.circles.circle(circle.id, of: new)
    #expect(joined.member.state == .active && joined.member.turn == 3)
    #expect(try await !fixture.circles.isMember(old, of: circle.id))
    let rights = try await fixture.database.all(
      "SELECT topics FROM platform_outbox WHERE type = 'ajo.circle.left'"
    ) { try $0["topics"] as String }
    #expect(rights.count == 1 && rights[0].contains(TopicName.rights(of: old)))
    try await fixture.pay(2, by: new, into: circle.id)
    try await fixture.advance(days: 20)
    #expect(try await fixture.circles.circle(circle.id).state == .completed)
    // Two contributions of the old one, one of the new one, and the pot to the new one.
    #expect(try await fixture.naira(of: users) == [1_000, 1_000, 800, 1_200])
    #expect(try fixture.findings() == [])
  }

  @Test(
    "What is late goes over, too, and what is given back is the new one's",
    arguments: Engine.allCases)
  func late(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(4)
    let circle = try await fixture.circle(of: Array(users.prefix(3))) { $0.lateFee = .naira(5) }
    try await fixture.pay(2, by: users[2], into: circle.id)
    try await fixture.advance(days: 6)
    try await fixture.replace(users[2], by: users[3], in: circle.id)
    #expect(
      try await fixture.contributions(of: users[3], to: circle.id)
        == ["1 late", "2 paid", "3 pending"])
    await #expect(throws: ContributionRefusal.noSuchCycle) {
      try await fixture.pay(1, by: users[2], into: circle.id)
    }
    #expect(try await fixture.pay(1, by: users[3], into: circle.id).fee == .naira(5))
    _ = try await fixture.circles.cancel(circle.id, by: users[0])
    #expect(try await fixture.naira(of: users) == [1_000, 1_000, 900, 1_100])
    #expect(try fixture.findings() == [])
  }

  @Test("A replacement is refused for each reason in turn", arguments: Engine.allCases)
  func refusals(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(5)
    let circle = try await fixture.circle(
      of: Array(users.prefix(3)), mandates: Array(users.prefix(3)))
    let proposals = fixture.proposals
    func propose(_ member: UserID, by newcomer: UserID, asHost host: UserID) async throws {
      _ = try await proposals.proposeReplacement(
        of: member, by: newcomer, in: circle.id, asHost: host)
    }
    await #expect(throws: CircleRefusal.notFound) {
      try await propose(users[1], by: users[3], asHost: users[4])
    }
    await #expect(throws: CircleRefusal.hostOnly) {
      try await propose(users[1], by: users[3], asHost: users[2])
    }
    await #expect(throws: ProposalRefusal.isHost) {
      try await propose(users[0], by: users[3], asHost: users[0])
    }
    await #expect(throws: ValidationErrors.self) {
      try await propose(users[4], by: users[3], asHost: users[0])
    }
    await #expect(throws: ValidationErrors.self) {
      try await propose(users[1], by: fixture.ids.make(), asHost: users[0])
    }
    await #expect(throws: ProposalRefusal.newcomerKnown) {
      try await propose(users[1], by: users[2], asHost: users[0])
    }
    try await propose(users[1], by: users[3], asHost: users[0])
    await #expect(throws: ProposalRefusal.otherIsOpen) {
      try await propose(users[1], by: users[4], asHost: users[0])
    }
    let open = try await proposals.proposals(
      .replacement, of: circle.id, for: users[2], before: nil, limit: 9)[0]
    await #expect(throws: CircleRefusal.notFound) {
      try await proposals.proposals(
        .replacement, of: circle.id, for: users[4], before: nil, limit: 9)
    }
    for user in [users[0], users[2]] {
      await #expect(throws: ProposalRefusal.notAsked) {
        try await proposals.acceptReplacement(open.id, in: circle.id, by: user)
      }
    }
    _ = try await proposals.decline(open.id, .replacement, in: circle.id, by: users[3])
    await #expect(throws: ProposalRefusal.notOpen) {
      try await proposals.acceptReplacement(open.id, in: circle.id, by: users[1])
    }
    try await fixture.advance(days: 13)
    await #expect(throws: ProposalRefusal.turnPaid) {
      try await propose(users[1], by: users[3], asHost: users[0])
    }
    // Whoever gave a seat up does not come back.
    try await fixture.replace(users[2], by: users[3], in: circle.id)
    await #expect(throws: ProposalRefusal.newcomerKnown) {
      try await propose(users[3], by: users[2], asHost: users[0])
    }
  }

  @Test(
    "One newcomer to two seats gets one of them, however close the answers come",
    arguments: Engine.allCases)
  func race(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(4)
    let circle = try await fixture.circle(of: Array(users.prefix(3)))
    var made: [CircleProposal] = []
    for member in [users[1], users[2]] {
      let proposal = try await fixture.proposals.proposeReplacement(
        of: member, by: users[3], in: circle.id, asHost: users[0])
      made.append(
        try await fixture.proposals.acceptReplacement(proposal.id, in: circle.id, by: member))
    }
    let taken = await withTaskGroup(of: Bool.self) { group in
      for proposal in made + made {
        group.addTask {
          let answered = try? await fixture.proposals.acceptReplacement(
            proposal.id, in: circle.id, by: users[3])
          return answered?.state == .accepted
        }
      }
      return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    #expect(taken == 1)
    let members = try await fixture.store.members(of: circle.id, after: nil, limit: 9)
    #expect(members.count { $0.state == .active } == 3)
    #expect(members.count == 4)
  }

  @Test(
    "A newcomer who deletes their account at the same time has a seat or is gone",
    arguments: Engine.allCases)
  func leaving(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(2)
    let newcomer = try await fixture.user("dele", holding: 0)
    let circle = try await fixture.circle(of: users)
    let made = try await fixture.proposals.proposeReplacement(
      of: users[1], by: newcomer, in: circle.id, asHost: users[0])
    _ = try await fixture.proposals.acceptReplacement(made.id, in: circle.id, by: users[1])
    async let accepted: CircleProposal? = try? fixture.proposals.acceptReplacement(
      made.id, in: circle.id, by: newcomer)
    async let deleted: Void? = try? fixture.deletions.delete(newcomer)
    let (isSeated, isGone) = await (accepted?.state == .accepted, deleted != nil)
    #expect(isSeated != isGone)
  }
}
