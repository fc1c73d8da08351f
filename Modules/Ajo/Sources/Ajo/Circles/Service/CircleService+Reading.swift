public import Kernel
import Ports

extension CircleService {
  /// A circle that a user is or was in.
  /// - Throws: `CircleRefusal.notFound`, or the store's error.
  public func circle(_ id: Circle.ID, of user: UserID) async throws -> CircleView {
    guard let view = try await store.circle(id, of: user) else { throw CircleRefusal.notFound }
    return view
  }

  /// Whether a user takes part in a circle, and may follow it.
  public func isMember(_ user: UserID, of id: Circle.ID) async throws -> Bool {
    try await store.circle(id, of: user)?.member.state == .active
  }

  /// Up to `limit` circles that a user is or was in, with ids below `before`, newest first.
  /// - Parameter states: in which states; in all where it is empty.
  public func circles(
    of user: UserID, in states: Set<Circle.State>, before: Circle.ID?, limit: Int
  ) async throws -> [CircleView] {
    try await store.circles(of: user, in: states, before: before, limit: limit)
  }

  /// The forming circle that has a code.
  /// - Throws: `CircleRefusal.notFound`, or the store's error.
  public func preview(_ code: String) async throws -> Circle {
    guard let code = CircleInvite.code(typed: code),
      let circle = try await store.circle(invitedBy: code), circle.state == .forming,
      circle.invite?.isGood(at: clock.now()) == true
    else { throw CircleRefusal.notFound }
    return circle
  }

  /// Up to `limit` parts in a circle after a place, each with how the member is called.
  /// - Throws: `CircleRefusal.notFound`, or the store's error.
  public func members(
    of id: Circle.ID, for user: UserID, after place: MemberPlace?, limit: Int
  ) async throws -> [NamedMember] {
    _ = try await circle(id, of: user)
    let members = try await store.members(of: id, after: place, limit: limit)
    let names = try await users.names(of: members.map(\.userID))
    return members.map { NamedMember(member: $0, name: names[$0.userID]) }
  }

  /// Up to `limit` cycles of a circle with numbers above `number`, each with what its recipient
  /// gets. Before the start these are the turns as they stand; none of a random order.
  /// - Throws: `CircleRefusal.notFound`, or the store's error.
  public func schedule(
    of id: Circle.ID, for user: UserID, after number: Int, limit: Int
  ) async throws -> [ScheduledCycle] {
    let circle = try await circle(id, of: user).circle
    guard circle.state == .forming else {
      return try await store.cycles(of: id, after: number, limit: limit).map {
        ScheduledCycle($0, in: circle)
      }
    }
    let turns = CircleTerms.sizes.upperBound
    let members = try await store.members(of: id, after: nil, limit: turns)
    let recipients = circle.terms.turnOrder == .random ? [] : members.map(\.userID)
    return (1...circle.terms.size).filter { $0 > number }.prefix(limit).map {
      ScheduledCycle(
        expected: $0, of: $0 <= recipients.count ? recipients[$0 - 1] : nil, in: circle)
    }
  }

  /// Up to `limit` payouts of a circle from cycles below `number`, the latest first.
  /// - Throws: `CircleRefusal.notFound`, or the store's error.
  public func payouts(
    of id: Circle.ID, for user: UserID, before number: Int, limit: Int
  ) async throws -> [CircleCycle] {
    _ = try await circle(id, of: user)
    return try await store.payouts(of: id, before: number, limit: limit)
  }

  /// Up to `limit` contributions to a circle after a place, by cycle and member.
  /// - Throws: `CircleRefusal.notFound`, or the store's error.
  public func contributions(
    _ filter: ContributionFilter, for user: UserID, after place: ContributionPlace?, limit: Int
  ) async throws -> [Contribution] {
    _ = try await circle(filter.circleID, of: user)
    return try await store.contributions(filter, after: place, limit: limit)
  }
}

/// A member, and how they are called.
public struct NamedMember: Sendable, Hashable {
  /// The member.
  public let member: CircleMember
  /// Their name; nil for one whose account is deleted.
  public let name: String?
}

/// A cycle as the schedule shows it.
public struct ScheduledCycle: Sendable, Hashable {
  /// Its number, from 1.
  public let number: Int
  /// Its due day.
  public let dueDate: CivilDate
  /// Whose turn it is; nil where that is not known yet.
  public let recipientID: UserID?
  /// What the recipient gets when all pay in time, or was paid.
  public let amount: Money
  /// When it was paid out; nil before.
  public let paidAt: Instant?

  /// A cycle of a circle that has started.
  init(_ cycle: CircleCycle, in circle: Circle) {
    number = cycle.number
    dueDate = cycle.dueDate
    recipientID = cycle.recipientID
    amount = cycle.payout?.amount ?? circle.expectedPot
    paidAt = cycle.payout?.paidAt
  }

  /// A cycle of a circle that is forming.
  init(expected number: Int, of recipient: UserID?, in circle: Circle) {
    self.number = number
    dueDate = circle.terms.dueDate(of: number)
    recipientID = recipient
    amount = circle.expectedPot
    paidAt = nil
  }
}

extension Circle {
  /// What its host pledges under `hostCover`: a cycle's amount for each other member.
  public var pledge: Money {
    terms.pledge(members: state == .forming ? terms.size : membersCount)
  }

  /// What a pot is when all have paid in time.
  public var expectedPot: Money {
    let members = state == .forming ? terms.size : membersCount
    return Money(minorUnits: amount.minorUnits * Int64(members), unit: unit)
  }
}
