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

  /// What is paid beside the late fee.
  public var withoutFee: Money { Money(minorUnits: toCycle + toHost, unit: unit) }
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
      let cover =
        contribution.coveredBy == contribution.userID ? 0 : contribution.covered.minorUnits
      guard (isOwn ? 0 : rest) + cover > 0, contribution.forgiven.endedAt == nil else {
        throw .nothingOwed
      }
      let isLate = contribution.lateAt != nil || now >= lateMoment
      let isFree = !isLate || isOwn && circle.terms.feePolicy == .pot
      // What was settled counts for the recipient first, then for the host, and for the fee last.
      var settled = contribution.settled.minorUnits
      let forgiven = contribution.forgiven
      toCycle = Self.rest(of: isOwn ? 0 : rest - forgiven.toCycle, &settled)
      toHost = Self.rest(of: cover - forgiven.toHost, &settled)
      fee = Self.rest(of: isFree ? 0 : max(0, lateFee - forgiven.fee), &settled)
    case .paid: throw .alreadyPaid
    case .refunded: throw .nothingOwed
    }
  }

  /// What is left of a part once what was settled is taken off it.
  private static func rest(of part: Int64, _ settled: inout Int64) -> Int64 {
    let taken = min(part, settled)
    settled -= taken
    return part - taken
  }

  private init(toCycle: Int64, toHost: Int64, fee: Int64, unit: Unit) {
    (self.toCycle, self.toHost, self.fee, self.unit) = (toCycle, toHost, fee, unit)
  }

  /// As much of it as so many minor units pay: the recipient first, then the host, the fee last.
  func limited(to minorUnits: Int64) -> ContributionCharge {
    let first = min(toCycle, minorUnits)
    let second = min(toHost, minorUnits - first)
    return ContributionCharge(
      toCycle: first, toHost: second, fee: min(fee, minorUnits - first - second), unit: unit)
  }
}
