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

/// What a process leaves behind that is killed in a change of a circle, on every engine.
@Suite struct KilledChangeTests {
  /// What is done to a circle: to one that is forming, or to one of three under way.
  enum Change: String, Sendable, CaseIterable {
    case create, join, start, replace, swap, handOver
  }

  /// Does the last step of a change, as the caller or as a process that dies in it.
  private static func make(
    _ change: Change, _ fixture: CircleFixture, _ circle: Circle.ID,
    _ proposal: CircleProposal.ID, _ users: [UserID]
  ) async throws {
    for user in users { try fixture.know(user) }
    switch change {
    case .create:
      _ = try await fixture.circles.create(CircleFixture.terms(size: 2), by: users[3])
    case .join:
      let code = try await fixture.circles.circle(circle).invite?.code ?? ""
      _ = try await fixture.circles.join(code, by: users[2])
    case .start: _ = try await fixture.circles.start(circle, by: users[0])
    case .replace:
      _ = try await fixture.proposals.acceptReplacement(proposal, in: circle, by: users[3])
    case .swap: _ = try await fixture.proposals.acceptSwap(proposal, in: circle, by: users[2])
    case .handOver: _ = try await fixture.circles.handOver(circle, to: users[1], by: users[0])
    }
  }

  @Test(
    "Killed at any point of a change, it happens as a whole or not at all",
    arguments: Engine.allCases, Change.allCases)
  func change(on engine: Engine, _ change: Change) async throws {
    let expected = try await undisturbedOutcome(of: change, on: engine)
    let begun = try await begin(change, on: engine)
    let before = try await begun.outcome()
    #expect(before != expected)
    let address = try #require(Engine.address(of: begun.fixture.database))
    let (name, circle, proposal) = (change.rawValue, "\(begun.circle)", "\(begun.proposal)")
    let users = begun.users.map { "\($0)" }.joined(separator: " ")
    let now = begun.fixture.time.clock.now().milliseconds
    for step in [1, 3, 5, 8, 12] {
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [
          address = address as String, name = name as String, circle = circle as String,
          proposal = proposal as String, users = users as String, step = step as Int,
          now = now as Int64
        ] in
        let fixture = CircleFixture(
          over: MortalDatabase(try Engine.open(address), dyingAt: step), seed: 2)
        fixture.clock.set(Instant(milliseconds: now))
        try await KilledChangeTests.make(
          try #require(Change(rawValue: name)), fixture, try #require(Circle.ID(circle)),
          try #require(CircleProposal.ID(proposal)),
          users.split(separator: " ").compactMap { UserID(String($0)) })
        // One that has fewer steps is dead after its last.
        kill(getpid(), SIGKILL)
      }
      let left = try await begun.outcome()
      #expect(left == before || left == expected, "\(change) killed at step \(step)")
      // Nothing is left to be done.
      if left == expected { break }
    }
    if try await begun.outcome() == before {
      try await KilledChangeTests.make(
        change, begun.fixture, begun.circle, begun.proposal, begun.users)
    }
    #expect(try await begun.outcome() == expected)
    #expect(try begun.fixture.findings() == [])
  }

  /// By itself, so that its database is given back before the next is asked for.
  private func undisturbedOutcome(
    of change: Change, on engine: Engine
  ) async throws -> [String] {
    let undisturbed = try await begin(change, on: engine)
    try await KilledChangeTests.make(
      change, undisturbed.fixture, undisturbed.circle, undisturbed.proposal, undisturbed.users)
    return try await undisturbed.outcome()
  }

  private func begin(_ change: Change, on engine: Engine) async throws -> Begun {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(4)
    let three = Array(users.prefix(3))
    var proposal: CircleProposal.ID = fixture.ids.make()
    let circle: Circle
    switch change {
    case .create, .join: circle = try await fixture.forming(of: Array(users.prefix(2)), size: 3)
    case .start: circle = try await fixture.forming(of: three, size: 3) { $0.pledging() }
    case .replace:
      circle = try await fixture.circle(of: three)
      try await fixture.pay(3, by: users[2], into: circle.id)
      proposal =
        try await fixture.proposals.proposeReplacement(
          of: users[2], by: users[3], in: circle.id, asHost: users[0]
        ).id
      _ = try await fixture.proposals.acceptReplacement(proposal, in: circle.id, by: users[2])
    case .swap:
      circle = try await fixture.circle(of: three)
      proposal =
        try await fixture.proposals.proposeSwap(
          with: users[2], in: circle.id, by: users[1]
        ).id
    case .handOver:
      circle = try await fixture.circle(of: three) { $0.pledging() }
      _ = try await fixture.circles.offerPledge(true, in: circle.id, by: users[1])
    }
    return Begun(fixture: fixture, circle: circle.id, proposal: proposal, users: users)
  }
}

extension CircleTerms {
  fileprivate mutating func pledging() { defaultPolicy = .hostCover }
}

extension CircleFixture {
  /// Has the directory of another process know a user.
  fileprivate func know(_ user: UserID) throws {
    let email = try #require(EmailAddress("\(user)@example.com"))
    directory.add(DirectoryUser(id: user, name: "somebody", email: email, isActive: true))
  }
}

/// A circle in which a change is about to be made.
private struct Begun {
  let fixture: CircleFixture
  let circle: Circle.ID
  let proposal: CircleProposal.ID
  let users: [UserID]

  /// What there is, whichever ids it has.
  func outcome() async throws -> [String] {
    var facts = [try await fixture.naira(of: users).map { "\($0)" }.joined(separator: " ")]
    let database = fixture.database
    facts += try await database.all(
      """
      SELECT state, members_count, cycles, version, pot FROM ajo_circles ORDER BY id
      """
    ) { row in
      let numbers = try (1...4).map { "\(try row.get($0, as: Int64.self))" }
      return "circle \(try row["state"] as String) \(numbers.joined(separator: " "))"
    }
    for place in users.indices {
      facts += try await database.all(
        """
        SELECT m.role, m.state, m.payout_order,
          (SELECT count(*) FROM ajo_contributions c WHERE c.user_id = m.user_id) AS contributions,
          (SELECT count(*) FROM platform_notifications n WHERE n.user_id = m.user_id) AS told
        FROM ajo_members m WHERE m.user_id = \(users[place]) ORDER BY m.circle_id
        """
      ) { row in
        let numbers = try (2...4).map { "\(try row.get($0, as: Int64.self))" }
        return "user \(place) \(try row["role"] as String) \(try row["state"] as String) "
          + numbers.joined(separator: " ")
      }
    }
    let counts: [SQL] = [
      "SELECT count(*) FROM ajo_cycles", "SELECT count(*) FROM ajo_contributions",
      "SELECT count(*) FROM ajo_movements", "SELECT count(*) FROM platform_outbox",
    ]
    for count in counts {
      facts.append("\(try await database.first(count) { try $0.get(0, as: Int64.self) } ?? 0)")
    }
    return facts
  }
}
