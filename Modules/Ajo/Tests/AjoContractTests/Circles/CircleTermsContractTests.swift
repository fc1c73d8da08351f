import Ajo
import AjoTesting
import Kernel
import KernelTesting
import Storage
import StorageTesting
import Testing
import WorkTesting

/// What a host may change before the start, on every engine.
@Suite struct CircleTermsContractTests {
  @Test(
    "Where more is asked of members, their mandates end and they are told",
    arguments: Engine.allCases)
  func mandates(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(3)
    let circle = try await fixture.forming(of: users, size: 3) { $0.frequency = .biweekly }
    let changes: [(@Sendable (inout CircleTerms) -> Void, keeps: Bool)] = [
      ({ $0.name = "New name" }, keeps: true),
      ({ $0.amount = .naira(90) }, keeps: true),
      ({ $0.frequency = .monthly }, keeps: true),
      ({ $0.lateFee = .naira(9) }, keeps: true),
      ({ $0.amount = .naira(91) }, keeps: false),
      ({ $0.frequency = .biweekly }, keeps: false),
      ({ $0.size = 4 }, keeps: false),
    ]
    for (change, keeps) in changes {
      for user in users.prefix(2) {
        _ = try await fixture.circles.setMandate(true, in: circle.id, by: user)
      }
      _ = try await fixture.circles.update(circle.id, by: users[0], change: change)
      let members = try await fixture.store.members(of: circle.id, after: nil, limit: 9)
      #expect(members.map(\.mandate) == [keeps, keeps, false])
    }
    // The renaming is told to nobody, and a change to the host where their own mandate ends.
    let told = try await users.asyncMap { try await fixture.notified($0) }
    #expect(
      told.map { $0.count { $0 == "ajo.circle.changed" } } == [3, 6, 6])
    let texts = try await fixture.database.all(
      """
      SELECT body FROM platform_notifications
      WHERE user_id = \(users[1]) AND event = 'ajo.circle.changed' ORDER BY id
      """
    ) { try $0["body"] as String }
    #expect(
      texts.first
        == "3 members pay 90.00 NGN every two weeks, from 5 January 2026 on.")
    #expect(
      texts.last == """
        4 members pay 91.00 NGN every two weeks, from 5 January 2026 on. Being late costs \
        9.00 NGN more. Your mandate has ended: give it again if you agree.
        """)
  }

  @Test("Nobody is debited more than they agreed to", arguments: Engine.allCases)
  func debited(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(2)
    let circle = try await fixture.forming(of: users, size: 2)
    for user in users { _ = try await fixture.circles.setMandate(true, in: circle.id, by: user) }
    _ = try await fixture.circles.update(circle.id, by: users[0]) { $0.amount = .naira(300) }
    _ = try await fixture.circles.setMandate(true, in: circle.id, by: users[0])
    _ = try await fixture.circles.start(circle.id, by: users[0])
    try await fixture.advance(days: 6)
    #expect(try await fixture.naira(of: users) == [700, 1_000])
  }

  @Test(
    "A raise and a mandate for less race, and no mandate is left that was given for less",
    arguments: Engine.allCases)
  func race(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(2)
    for _ in 0..<8 {
      let circle = try await fixture.forming(of: users, size: 2)
      async let raised = fixture.circles.update(circle.id, by: users[0]) {
        $0.amount = .naira(300)
      }
      async let given = try? fixture.circles.setMandate(true, in: circle.id, by: users[1])
      let (_, view) = try await (raised, given)
      let member = try await fixture.circles.circle(circle.id, of: users[1]).member
      #expect(member.mandate == (view?.circle.amount == .naira(300)))
    }
  }
}

extension Array {
  /// What a task makes of each, one after the other.
  fileprivate func asyncMap<Other>(
    _ body: (Element) async throws -> Other
  ) async throws -> [Other] {
    var others: [Other] = []
    for element in self { others.append(try await body(element)) }
    return others
  }
}
