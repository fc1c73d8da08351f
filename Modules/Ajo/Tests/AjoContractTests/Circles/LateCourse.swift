import Ajo
import AjoTesting
import Kernel
import KernelTesting
import Storage

/// A circle of five, weekly, whose third member pays each cycle nine hours after they became late,
/// and the others by their mandates. What is next follows from what is kept, so that another
/// process goes on where one was killed.
struct LateCourse {
  let fixture: CircleFixture
  let circle: Circle.ID
  let late: UserID

  /// Founds and starts the circle.
  static func begin(
    on fixture: CircleFixture, _ policy: CircleTerms.DefaultPolicy
  ) async throws -> (course: LateCourse, members: [UserID]) {
    let members = try await fixture.users(5)
    let circle = try await fixture.circle(
      of: members, mandates: members.enumerated().filter { $0.offset != 2 }.map(\.element)
    ) { terms in
      terms.defaultPolicy = policy
      terms.graceDays = 1
      terms.lateFee = .naira(10)
    }
    return (LateCourse(fixture: fixture, circle: circle.id, late: members[2]), members)
  }

  /// What is to be done next, and when; nil once nobody owes anything.
  func next() async throws -> (at: Instant, isPayment: Bool, cycle: Int)? {
    guard let circle = try await fixture.store.circle(circle) else { return nil }
    let calendar = try CircleCalendar(of: circle.terms)
    let owed = try await fixture.store.contributions(
      ContributionFilter(circleID: circle.id, userID: late), after: nil, limit: 10
    ).first {
      // What they owe themself is not paid.
      $0.state != .paid && ($0.state != .excused || $0.cycle != 3)
    }
    let payment = owed.map {
      (at: calendar.lateMoment(of: $0.dueDate).adding(seconds: 9 * 3_600), cycle: $0.cycle)
    }
    if let due = circle.dueAt, payment.map({ due <= $0.at }) ?? true { return (due, false, 0) }
    return payment.map { ($0.at, true, $0.cycle) }
  }

  /// Goes on until nobody owes anything.
  func finish() async throws {
    while let step = try await next() {
      fixture.clock.set(max(fixture.clock.now(), step.at))
      if step.isPayment {
        try await fixture.pay(step.cycle, by: late, into: circle)
      } else {
        _ = try await fixture.rounds.look(at: circle)
      }
    }
  }

  /// All that the course leaves behind: who has what, and who was paid and has paid when.
  func outcome(of members: [UserID]) async throws -> Outcome {
    var balances: [String] = []
    for member in members { balances.append("\(try await fixture.balance(of: member))") }
    guard let kept = try await fixture.store.circle(circle) else { throw Gone() }
    balances.append("\(try await fixture.balance(kept.potTerms))")
    balances.append("\(try await fixture.balance(kept.pledgeTerms(of: kept.hostID)))")
    let places = Dictionary(
      uniqueKeysWithValues: members.enumerated().map { ($1, $0 + 1) })
    let cycles = try await fixture.store.cycles(of: circle, after: 0, limit: 10)
    let contributions = try await fixture.store.contributions(
      ContributionFilter(circleID: circle), after: nil, limit: 100)
    return Outcome(
      state: kept.state, version: kept.version, balances: balances,
      payouts: cycles.map {
        "\($0.number) \(places[$0.recipientID] ?? 0) "
          + ($0.payout.map { "\($0.amount) \($0.paidAt)" } ?? "")
      },
      contributions: contributions.map {
        "\($0.cycle) \(places[$0.userID] ?? 0) \($0.state) \($0.fee) \($0.covered) "
          + "\($0.paidAt.map { "\($0)" } ?? "-")"
      }.sorted(),
      events: try await fixture.database.all(
        """
        SELECT type, number FROM platform_outbox
        WHERE aggregate = \("circle:\(circle)") ORDER BY number
        """
      ) { "\(try $0["number"] as Int64) \(try $0["type"] as String)" })
  }

  struct Outcome: Equatable {
    let state: Circle.State
    let version: Int64
    let balances: [String]
    let payouts: [String]
    let contributions: [String]
    let events: [String]
  }

  struct Gone: Error {}
}
