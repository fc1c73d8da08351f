import Ajo
import ContextKit
import Kernel

/// The circle of a demo that has five people: they save weekly, and have paid the first cycle.
struct CircleDemo {
  let circles: CircleService
  let contributions: ContributionService
  let zone: TimeZoneRules
  let clock: any WallClock
  private static let name = "Balogun Market Ajo"

  /// Makes the circle unless it is there.
  func perform(on stage: inout DemoStage) async throws {
    var count = DemoCount("circles", title: "savings circles")
    let members = stage.cast.prefix(5).map(\.id)
    guard let host = members.first, members.count == 5 else { return }
    let mine = try await circles.circles(of: host, in: [], before: nil, limit: 100)
    if mine.contains(where: { $0.circle.name == Self.name }) {
      count.found = 1
    } else {
      try await make(of: members, host)
      count.made = 1
    }
    stage.add(count)
  }

  private func make(of members: [UserID], _ host: UserID) async throws {
    let terms = CircleTerms(
      name: Self.name, amount: Money(minorUnits: 500_000, unit: circles.currency),
      frequency: .weekly, startDate: zone.date(at: clock.now()).adding(days: 3),
      timeZone: zone.identifier, size: members.count, turnOrder: .random,
      defaultPolicy: .shortPay, feePolicy: .pot,
      lateFee: Money(minorUnits: 50_000, unit: circles.currency), graceDays: 2)
    let circle = try await circles.create(terms, by: host).circle
    guard let code = circle.invite?.code else { return }
    for member in members.dropFirst() { _ = try await circles.join(code, by: member) }
    for member in members { _ = try await circles.setMandate(true, in: circle.id, by: member) }
    _ = try await circles.start(circle.id, by: host)
    // Whoever has the money pays ahead of the due day.
    for member in members.dropLast() {
      do {
        _ = try await contributions.contribute(
          .init(circleID: circle.id, cycle: 1, member: member))
      } catch ContributionRefusal.insufficientFunds {
        continue
      }
    }
  }
}
