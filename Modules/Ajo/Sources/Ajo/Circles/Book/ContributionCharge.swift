public import Kernel

/// What a member has to pay for a contribution now, and to whom.
public struct ContributionCharge: Sendable, Hashable {
  /// Into the pot of its cycle, or straight to the recipient once that was paid out.
  public let toCycle: Int64
  /// Back to the host whose pledge paid.
  public let toHost: Int64
  /// For being late.
  public let fee: Int64
  private let unit: Unit

  /// All of it.
  public var total: Money { Money(minorUnits: toCycle + toHost + fee, unit: unit) }

  /// What a contribution costs.
  /// - Parameters:
  ///   - recipient: whose turn its cycle is.
  ///   - lateMoment: from when on it is late.
  /// - Throws: `ContributionRefusal` where it cannot be paid.
  public init(
    for contribution: Contribution, in circle: Circle, recipient: UserID, lateMoment: Instant,
    at now: Instant
  ) throws(ContributionRefusal) {
    unit = circle.unit
    let lateFee = circle.terms.lateFee.minorUnits
    switch contribution.state {
    case .pending, .late:
      guard circle.state == .active else { throw .circleNotActive }
      toCycle = contribution.amount.minorUnits
      toHost = 0
      fee = contribution.state == .late || now >= lateMoment ? lateFee : 0
    case .covered, .excused:
      // Whoever owes themself owes nobody.
      let isOwn = contribution.userID == recipient
      let rest = contribution.amount.minorUnits - contribution.covered.minorUnits
      toCycle = isOwn ? 0 : rest
      toHost = contribution.coveredBy == contribution.userID ? 0 : contribution.covered.minorUnits
      guard toCycle + toHost > 0 else { throw .nothingOwed }
      fee = isOwn && circle.terms.feePolicy == .pot ? 0 : lateFee
    case .paid: throw .alreadyPaid
    case .refunded: throw .nothingOwed
    }
  }
}
