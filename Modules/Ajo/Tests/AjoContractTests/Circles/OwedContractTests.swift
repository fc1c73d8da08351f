import Ajo
import AjoSQL
import AjoTesting
import Kernel
import KernelTesting
import Ports
import Storage
import StorageTesting
import Testing
import WorkTesting

/// Who owes what is said by `ContributionCharge`, and nothing else says it differently, on every
/// engine.
@Suite struct OwedContractTests {
  /// A contribution as it may stand.
  struct Case: Sendable, CustomStringConvertible {
    var state = Contribution.State.pending
    var isLate = true
    var covered: Int64 = 0
    var settled: Int64 = 0

    var description: String { "\(state), late \(isLate), \(covered) covered, \(settled) settled" }

    /// What of it is owed before anything is settled.
    func owed(asOwn isOwn: Bool, _ fees: CircleTerms.FeePolicy) -> Int64 {
      let amount = isOwn ? covered : 10_000
      return amount + (isLate && !(isOwn && fees == .pot) ? 500 : 0)
    }

    static let all =
      [Contribution.State.pending, .late, .paid, .refunded].map { Case(state: $0) }
      + [Int64(0), 4_000, 10_000].flatMap { covered in
        [true, false].flatMap { isLate in
          [Int64(0), 3_000, 7_000, 10_000].map { settled in
            Case(
              state: covered == 10_000 ? .covered : .excused, isLate: isLate, covered: covered,
              settled: settled)
          }
        }
      }
  }

  @Test(
    "Health, open contributions, default cycle and bonds say what the charge says",
    arguments: Engine.allCases, CircleTerms.FeePolicy.allCases)
  func agreement(on engine: Engine, _ fees: CircleTerms.FeePolicy) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(3)
    let circle = try await fixture.circle(of: users) {
      $0.defaultPolicy = .shortPay
      $0.feePolicy = fees
      $0.lateFee = .naira(5)
    }
    try await fixture.advance(days: 13)
    try await fixture.database.execute("UPDATE ajo_contributions SET state = 'paid'")
    // The second cycle is the second user's.
    for state in [Circle.State.active, .completed] {
      try await fixture.database.execute(
        "UPDATE ajo_circles SET state = \(state.rawValue), due_at = NULL")
      for member in users.dropFirst() {
        for known in Case.all {
          // Nothing is settled of what is not owed, and what is settled in full is paid.
          let owed = known.owed(asOwn: member == users[1], fees)
          guard known.settled == 0 || known.settled < owed else { continue }
          let id = try await set(known, member, in: circle.id, fixture)
          try await compare("\(known)", circle.id, member, users, fixture)
          for creditor in users.prefix(2) {
            let actor = Actor(userID: creditor)
            _ = try? await fixture.circles.forgive(id, in: circle.id, by: actor)
            try await compare("\(known), forgiven", circle.id, member, users, fixture)
          }
        }
        try await fixture.database.execute("UPDATE ajo_contributions SET state = 'paid'")
      }
    }
  }

  private func set(
    _ known: Case, _ member: UserID, in circle: Circle.ID, _ fixture: CircleFixture
  ) async throws -> Contribution.ID {
    let now = fixture.time.clock.now()
    let due = TimeZoneRules.utc.date(at: now).adding(days: known.isLate ? -2 : 1)
    let found = try #require(try await fixture.store.contribution(2, of: member, in: circle))
    let host: UserID? =
      known.covered > 0 ? try await fixture.circles.circle(circle).hostID : nil
    try await fixture.database.execute(
      """
      UPDATE ajo_contributions
      SET state = \(known.state.rawValue), late_at = \(known.isLate ? now : nil),
        due_date = \(due), covered = \(known.covered), covered_by = \(host),
        settled = \(known.settled), fee = 0, forgiven = 0, forgiven_host = 0, forgiven_fee = 0,
        forgiven_at = NULL
      WHERE id = \(found.id)
      """)
    return found.id
  }

  private func compare(
    _ what: String, _ id: Circle.ID, _ member: UserID, _ users: [UserID], _ fixture: CircleFixture
  ) async throws {
    let circle = try await fixture.circles.circle(id)
    let now = fixture.time.clock.now()
    let due = try #require(try await fixture.store.contribution(2, of: member, in: id))
    let calendar = try CircleCalendar(of: circle.terms)
    let charge = try? ContributionCharge(
      for: due, in: circle, recipient: users[1], lateMoment: calendar.graceEnd(of: due.dueDate),
      at: now)
    let isLate = charge != nil && due.state != .pending
    let name = "\(what), \(circle.state), own: \(member == users[1])"

    let standings = try await fixture.store.standings(
      of: circle, through: 3, lateBefore: calendar.date(at: now))
    let standing = try #require(standings.first { $0.userID == member })
    #expect(standing.owed == (isLate ? charge?.total.minorUnits : nil) ?? 0, "\(name)")
    #expect(standing.late + standing.covered == (isLate ? 1 : 0), "\(name)")
    let debt = try await fixture.store.oldestDebt(of: member, in: circle)
    #expect(debt == (isLate ? 2 : nil), "\(name)")
    let open = try await SQLDashboardStore(database: fixture.database).openContributions(
      of: member, dueBy: due.dueDate, in: .naira)
    #expect(open.map(\.contribution.id) == (charge == nil ? [] : [due.id]), "\(name)")
    guard circle.state == .completed else { return }
    #expect(try await fixture.bonds(of: member) == (charge == nil ? [] : [.owes]), "\(name)")
    let fee = circle.terms.feePolicy == .pot ? charge?.fee ?? 0 : 0
    let isOwed = [
      (charge?.toHost ?? 0) > 0, member != users[1] && (charge?.toCycle ?? 0) + fee > 0,
    ]
    for (user, isOwed) in zip(users, isOwed) where user != member {
      #expect(try await fixture.bonds(of: user) == (isOwed ? [.owed] : []), "\(name)")
    }
  }
}
