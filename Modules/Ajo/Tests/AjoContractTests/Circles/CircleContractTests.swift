import Ajo
import AjoTesting
import Kernel
import KernelTesting
import Ports
import StorageTesting
import Testing
import WorkTesting

/// What becomes of a circle before it starts, and who may do what, on every engine.
@Suite struct CircleContractTests {
  @Test("A circle comes back as it was founded", arguments: Engine.allCases)
  func kept(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let host = try await fixture.user("ada")
    var terms = CircleFixture.terms(size: 7)
    terms.name = "Ìyá 'n' \"Ọmọ\""
    terms.lateFee = .naira(3)
    terms.graceDays = 14
    terms.defaultPolicy = .hostCover
    terms.feePolicy = .house
    terms.turnOrder = .hostOrder
    let made = try await fixture.circles.create(terms, by: host)
    #expect(made.circle.createdAt == fixture.time.clock.now())
    #expect(try await fixture.circles.circle(made.circle.id, of: host) == made)
    #expect(made.member.role == .host && made.circle.membersCount == 1)
    #expect(made.circle.nextDueDate == terms.startDate)
    let listed = try await fixture.circles.circles(of: host, in: [.forming], before: nil, limit: 9)
    #expect(listed == [made])
    #expect(
      try await fixture.circles.circles(of: host, in: [.active], before: nil, limit: 9) == [])
  }

  @Test(
    "Outsiders see and do nothing; members do not do what is the host's", arguments: Engine.allCases
  )
  func rights(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(3)
    let circle = try await fixture.forming(of: Array(users.prefix(2)), size: 3)
    let circles = fixture.circles
    for (user, refusal) in [(users[2], CircleRefusal.notFound), (users[1], .hostOnly)] {
      await #expect(throws: refusal) { try await circles.start(circle.id, by: user) }
      await #expect(throws: refusal) { try await circles.cancel(circle.id, by: user) }
      await #expect(throws: refusal) { try await circles.setOrder([], of: circle.id, by: user) }
      await #expect(throws: refusal) {
        try await circles.update(circle.id, by: user) { $0.name = "mine" }
      }
      await #expect(throws: refusal) {
        try await circles.invite(to: circle.id, expiresIn: nil, by: user)
      }
    }
    let outsider = users[2]
    await #expect(throws: CircleRefusal.notFound) {
      try await circles.circle(circle.id, of: outsider)
    }
    await #expect(throws: CircleRefusal.notFound) {
      try await circles.leave(circle.id, by: outsider)
    }
    await #expect(throws: CircleRefusal.notFound) {
      try await circles.setMandate(true, in: circle.id, by: outsider)
    }
    await #expect(throws: CircleRefusal.notFound) {
      try await fixture.pay(1, by: outsider, into: circle.id)
    }
    await #expect(throws: CircleRefusal.notFound) {
      try await circles.health(of: circle.id, for: outsider)
    }
  }

  @Test("Of twenty who join at once, as many get a seat as there are", arguments: Engine.allCases)
  func seats(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(21, holding: 0)
    let circle = try await fixture.forming(of: [users[0]], size: 4)
    let code = try #require(circle.invite?.code)
    let joined = try await withThrowingTaskGroup(of: Int.self) { group in
      for user in users.dropFirst() {
        group.addTask {
          do {
            _ = try await fixture.circles.join(code.lowercased(), by: user)
            return 1
          } catch CircleRefusal.full {
            return 0
          }
        }
      }
      return try await group.reduce(0, +)
    }
    #expect(joined == 3)
    let kept = try await fixture.circles.circle(circle.id)
    #expect(kept.membersCount == 4 && kept.seatsFree == 0)
    let members = try await fixture.store.members(of: circle.id, after: nil, limit: 10)
    #expect(members.map(\.turn) == [1, 2, 3, 4])
  }

  @Test("Codes end, change and are refused, each for its reason", arguments: Engine.allCases)
  func codes(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(4, holding: 0)
    let circle = try await fixture.forming(of: [users[0], users[1]], size: 3)
    let first = try #require(circle.invite?.code)
    await #expect(throws: CircleRefusal.alreadyJoined) {
      try await fixture.circles.join(first, by: users[1])
    }
    let second = try await fixture.circles.invite(
      to: circle.id, expiresIn: 60, by: users[0])
    await #expect(throws: CircleRefusal.notFound) {
      try await fixture.circles.join(first, by: users[2])
    }
    #expect(try await fixture.circles.preview(second.code).id == circle.id)
    fixture.clock.advance(seconds: 60)
    await #expect(throws: CircleRefusal.notFound) {
      try await fixture.circles.preview(second.code)
    }
    await #expect(throws: CircleRefusal.notFound) {
      try await fixture.circles.join(second.code, by: users[2])
    }
    let third = try await fixture.circles.invite(to: circle.id, expiresIn: nil, by: users[0])
    _ = try await fixture.circles.join(third.code, by: users[2])
    _ = try await fixture.circles.start(circle.id, by: users[0])
    await #expect(throws: CircleRefusal.alreadyStarted) {
      try await fixture.circles.join(third.code, by: users[3])
    }
  }

  @Test(
    "Whoever leaves before the start frees a seat, and those after them move up",
    arguments: Engine.allCases)
  func leave(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(3, holding: 0)
    let circle = try await fixture.forming(of: users, size: 3)
    try await fixture.circles.leave(circle.id, by: users[1])
    await #expect(throws: CircleRefusal.notFound) {
      try await fixture.circles.circle(circle.id, of: users[1])
    }
    await #expect(throws: CircleRefusal.hostCannotLeave) {
      try await fixture.circles.leave(circle.id, by: users[0])
    }
    await #expect(throws: CircleRefusal.seatsFree) {
      try await fixture.circles.start(circle.id, by: users[0])
    }
    let view = try await fixture.circles.join(circle.invite?.code ?? "", by: users[1])
    #expect(view.member.turn == 3)
    let started = try await fixture.circles.start(circle.id, by: users[0])
    #expect(started.view.circle.cycles == 3 && !started.isStartMoved)
    let cycles = try await fixture.store.cycles(of: circle.id, after: 0, limit: 10)
    #expect(cycles.map(\.recipientID) == [users[0], users[2], users[1]])
    await #expect(throws: CircleRefusal.alreadyStarted) {
      try await fixture.circles.leave(circle.id, by: users[1])
    }
  }

  @Test("The host's order, and the drawn one, are those of the turns", arguments: Engine.allCases)
  func orders(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(5, holding: 0)
    let own = try await fixture.forming(of: users, size: 5) { $0.turnOrder = .hostOrder }
    let order = [users[3], users[0], users[4], users[2], users[1]]
    await #expect(throws: ValidationErrors.self) {
      try await fixture.circles.setOrder(Array(order.dropLast()), of: own.id, by: users[0])
    }
    _ = try await fixture.circles.setOrder(order, of: own.id, by: users[0])
    _ = try await fixture.circles.start(own.id, by: users[0])
    #expect(
      try await fixture.store.cycles(of: own.id, after: 0, limit: 9).map(\.recipientID) == order)
    await #expect(throws: CircleRefusal.alreadyStarted) {
      try await fixture.circles.setOrder(order, of: own.id, by: users[0])
    }
    let drawn = try await fixture.circle(of: users) { $0.turnOrder = .random }
    let seed = try #require(drawn.orderSeed)
    #expect(
      try await fixture.store.cycles(of: drawn.id, after: 0, limit: 9).map(\.recipientID)
        == TurnDraw.order(users, from: seed))
    await #expect(throws: CircleRefusal.notHostOrder) {
      let fixed = try await fixture.forming(of: users, size: 6)
      _ = try await fixture.circles.setOrder(order, of: fixed.id, by: users[0])
    }
  }

  @Test(
    "What was agreed changes before the start, the name at any time", arguments: Engine.allCases)
  func changes(on engine: Engine) async throws {
    struct Stale: Error {}
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(2, holding: 0)
    let circle = try await fixture.forming(of: users, size: 3)
    await #expect(throws: Stale.self) {
      try await fixture.circles.update(
        circle.id, by: users[0], precondition: { if $0 != 99 { throw Stale() } }
      ) { $0.name = "x" }
    }
    await #expect(throws: ValidationErrors.self) {
      try await fixture.circles.update(circle.id, by: users[0]) { $0.lateFee = .naira(101) }
    }
    await #expect(throws: ValidationErrors.self) {
      try await fixture.circles.update(circle.id, by: users[0]) { $0.timeZone = "Mars/Olympus" }
    }
    let changed = try await fixture.circles.update(circle.id, by: users[0]) {
      $0.size = 2
      $0.amount = .naira(7)
      $0.frequency = .monthly
    }
    #expect(changed.circle.amount == .naira(7) && changed.circle.terms.size == 2)
    _ = try await fixture.circles.start(circle.id, by: users[0])
    await #expect(throws: CircleRefusal.alreadyStarted) {
      try await fixture.circles.update(circle.id, by: users[0]) { $0.amount = .naira(8) }
    }
    let renamed = try await fixture.circles.update(circle.id, by: users[0]) { $0.name = "New" }
    #expect(renamed.circle.name == "New" && renamed.circle.amount == .naira(7))
  }

  @Test("A first day that is past moves to the day of the start", arguments: Engine.allCases)
  func moved(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(2, holding: 0)
    let circle = try await fixture.forming(of: users, size: 2)
    // Half past midnight on 10 January in Lagos, where it is still the 9th in Greenwich.
    fixture.clock.set(CircleFixture.start.adding(seconds: 8 * 86_400 + 11 * 3_600 + 1_800))
    let started = try await fixture.circles.start(circle.id, by: users[0])
    #expect(started.isStartMoved)
    #expect("\(started.view.circle.terms.startDate)" == "2026-01-10")
    #expect("\(started.view.circle.terms.dueDate(of: 2))" == "2026-01-17")
  }

  @Test(
    "A host who cannot pledge does not start, and nothing is left of it", arguments: Engine.allCases
  )
  func pledge(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let host = try await fixture.user("ada", holding: 199)
    let others = try await fixture.users(2, holding: 0)
    let circle = try await fixture.forming(of: [host] + others, size: 3) {
      $0.defaultPolicy = .hostCover
    }
    await #expect(throws: CircleRefusal.pledgeMissing) {
      try await fixture.circles.start(circle.id, by: host)
    }
    #expect(try await fixture.circles.circle(circle.id).state == .forming)
    #expect(try await fixture.store.cycles(of: circle.id, after: 0, limit: 9) == [])
    _ = try await fixture.wallets.credit(
      host, amount: .naira(1), note: nil, by: .operatorConsole)
    let started = try await fixture.circles.start(circle.id, by: host).view.circle
    #expect(try await fixture.balance(of: host) == .naira(0))
    #expect(try await fixture.balance(started.pledgeTerms(of: host)) == .naira(200))
    _ = try await fixture.circles.cancel(circle.id, by: host)
    #expect(try await fixture.balance(of: host) == .naira(200))
  }
}
