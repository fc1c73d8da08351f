import Ajo
import AjoTesting
import Jobs
import Kernel
import KernelTesting
import Ports
import StorageTesting
import Testing
import WorkTesting

/// A circle of five through five payouts, one of them always late, on every engine.
@Suite struct PolicyContractTests {
  @Test(
    "Under each policy each gets what they paid in, in turn and once, and the late one pays fees",
    arguments: Engine.allCases, CircleTerms.DefaultPolicy.allCases)
  func course(on engine: Engine, _ policy: CircleTerms.DefaultPolicy) async throws {
    let fixture = try await CircleFixture(on: engine)
    let (course, members) = try await LateCourse.begin(on: fixture, policy)
    while let step = try await course.next() {
      // The jobs that become due on the way find their own moments.
      let wait = step.at.milliseconds(since: fixture.time.clock.now())
      let walked = try await fixture.time.advance(
        by: .milliseconds(max(0, wait)), doing: fixture.handlers)
      #expect(walked.pending == 0)
      if step.isPayment { try await fixture.pay(step.cycle, by: course.late, into: course.circle) }
    }
    let outcome = try await course.outcome(of: members)
    #expect(outcome.state == .completed)
    // Five times 100 out and in; the fees are the recipients', their own the late one's.
    #expect(
      outcome.balances == ["1010.00", "1010.00", "960.00", "1010.00", "1010.00", "0.00", "0.00"])
    #expect(outcome.payouts == Self.payouts(policy))
    #expect(try fixture.findings() == [])
  }

  private static func payouts(_ policy: CircleTerms.DefaultPolicy) -> [String] {
    let days = ["07", "14", "21", "28"].map { "2026-01-\($0)" } + ["2026-02-04"]
    let (amount, hour) =
      switch policy {
      // In Lagos it is one hour later.
      case .wait: ("510.00", "T08:10:00.000Z")
      case .shortPay: ("400.00", "T23:10:00.000Z")
      case .hostCover: ("500.00", "T23:10:00.000Z")
      }
    return days.enumerated().map { index, day in
      // The night before, by the clock of Greenwich.
      let date = policy == .wait ? day : CivilDate(day).map { "\($0.adding(days: -1))" } ?? ""
      return "\(index + 1) \(index + 1) \(amount) \(date)\(hour)"
    }
  }

  @Test(
    "With nobody late, each pot is paid out ten minutes into the next day",
    arguments: Engine.allCases)
  func inTime(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let members = try await fixture.users(3)
    let circle = try await fixture.circle(of: members, mandates: members)
    try await fixture.advance(days: 30)
    let payouts = try await fixture.store.payouts(of: circle.id, before: .max, limit: 10)
    #expect(
      payouts.reversed().compactMap { $0.payout.map { "\($0.paidAt)" } } == [
        "2026-01-05T23:10:00.000Z", "2026-01-12T23:10:00.000Z", "2026-01-19T23:10:00.000Z",
      ])
    #expect(try await fixture.circles.circle(circle.id).state == .completed)
    let paid = try await fixture.store.contributions(
      ContributionFilter(circleID: circle.id, cycle: 1), after: nil, limit: 10)
    #expect(
      paid.map { "\($0.paidAt ?? CircleFixture.start)" }
        == Array(repeating: "2026-01-04T23:05:00.000Z", count: 3))
    for member in members { #expect(try await fixture.balance(of: member) == .naira(1_000)) }
    #expect(try fixture.findings() == [])
  }

  @Test(
    "A mandate never takes more than there is, and comes back for it later",
    arguments: Engine.allCases)
  func mandates(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let rich = try await fixture.user("ada")
    let poor = try await fixture.user("bola", holding: 150)
    let first = try await fixture.circle(of: [rich, poor], mandates: [rich, poor])
    let second = try await fixture.circle(of: [rich, poor], mandates: [rich, poor])
    // Half past midnight in Lagos on the due day.
    try await fixture.time.advance(
      by: .seconds(4 * 86_400 - 3_600 * 12 - 1_800), doing: fixture.handlers)
    func paid(_ circle: Circle) async throws -> Int {
      try await fixture.store.contributions(
        ContributionFilter(circleID: circle.id, cycle: 1, state: .paid), after: nil, limit: 9
      ).count
    }
    // By the circles' ids: the first one has it all.
    #expect(try await paid(first) == 2)
    #expect(try await paid(second) == 1)
    #expect(try await fixture.balance(of: poor) == .naira(50))
    _ = try await fixture.wallets.credit(
      poor, amount: .naira(60), note: nil, by: .operatorConsole)
    try await fixture.time.advance(by: .seconds(12 * 3_600), doing: fixture.handlers)
    #expect(try await paid(second) == 2)
    #expect(try await fixture.balance(of: poor) == .naira(10))
  }
}
