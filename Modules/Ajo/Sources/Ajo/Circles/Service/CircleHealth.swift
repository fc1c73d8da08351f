public import Kernel
import Ports

/// How a circle stands with what was to be paid so far.
public struct CircleHealth: CircleStanding, Hashable {
  /// The circle.
  public let circle: Circle
  /// Whose turn the cycle is that is under way; nil before the start and after the end.
  public let nextRecipient: UserID?
  /// What is in for that cycle.
  public let pot: Money
  /// What will be in when all have paid.
  public let expected: Money
  /// How the members stand with all cycles up to the one that is under way, by turn.
  public let members: [NamedStanding]

  /// How many contributions are paid.
  public var paid: Int { members.reduce(0) { $0 + $1.standing.paid } }
  /// How many of these were not late.
  public var onTime: Int { members.reduce(0) { $0 + $1.standing.onTime } }
  /// How many are to be paid, and not late.
  public var pending: Int { members.reduce(0) { $0 + $1.standing.pending } }
  /// How many are late and still owed, those aside that the host covered.
  public var late: Int { members.reduce(0) { $0 + $1.standing.late } }
  /// How many the host covered, and are owed to them.
  public var covered: Int { members.reduce(0) { $0 + $1.standing.covered } }

  /// How many ever were late.
  public var everLate: Int { members.reduce(0) { $0 + $1.standing.everLate } }
}

/// How a member stands, and how they are called.
public struct NamedStanding: Sendable, Hashable {
  /// Where they stand.
  public let standing: MemberStanding
  /// Their name; nil for one whose account is deleted.
  public let name: String?
  /// What they owe that is late.
  public let owed: Money
}

extension CircleService {
  /// How a circle stands, for somebody who is or was in it.
  /// - Throws: `CircleRefusal.notFound`, or the store's error.
  public func health(of id: Circle.ID, for user: UserID) async throws -> CircleHealth {
    try await health(of: circle(id, of: user).circle)
  }

  /// How a circle stands, whoever asks.
  /// - Throws: `CircleRefusal.notFound`, or the store's error.
  public func health(of id: Circle.ID) async throws -> CircleHealth {
    guard let circle = try await store.circle(id) else { throw CircleRefusal.notFound }
    return try await health(of: circle)
  }

  private func health(of circle: Circle) async throws -> CircleHealth {
    // Where a pot waits, later cycles may be due, too.
    let through = try CircleBook.window(of: circle, at: clock.now()).upperBound
    let today = try CircleCalendar(of: circle.terms).date(at: clock.now())
    let standings = try await store.standings(
      of: circle, through: through, lateBefore: today.adding(days: -circle.terms.graceDays))
    let names = try await users.names(of: standings.map(\.userID))
    let members = standings.map {
      NamedStanding(
        standing: $0, name: names[$0.userID], owed: Money(minorUnits: $0.owed, unit: circle.unit))
    }
    guard let current = circle.currentCycle else {
      return CircleHealth(
        circle: circle, nextRecipient: nil, pot: .zero(circle.unit), expected: .zero(circle.unit),
        members: members)
    }
    let cycle = try await store.cycles(of: circle.id, after: current - 1, limit: 1).first
    let filter = ContributionFilter(circleID: circle.id, cycle: current)
    let paid = try await store.contributions(
      filter, after: nil, limit: CircleTerms.sizes.upperBound)
    let pot = paid.reduce(Int64(0)) { $0 + $1.inPot(circle.terms.feePolicy) }
    return CircleHealth(
      circle: circle, nextRecipient: cycle?.recipientID,
      pot: Money(minorUnits: pot, unit: circle.unit), expected: circle.expectedPot,
      members: members)
  }
}
