/// Why something is not done in a circle, in order of precedence.
public enum CircleRefusal: Error, Hashable, Sendable, CaseIterable {
  /// There is no such circle, or none of the caller's.
  case notFound
  /// Only the host may do this.
  case hostOnly
  /// The circle has started, or ended before it did.
  case alreadyStarted
  /// The circle has ended.
  case alreadyEnded
  /// The caller is in it.
  case alreadyJoined
  /// No seat is free.
  case full
  /// The host hands over before they leave.
  case hostCannotLeave
  /// Seats are free.
  case seatsFree
  /// What was agreed is not any more what the request was looked at by.
  case amountChanged
  /// Whoever is to be the host has not agreed to pledge.
  case pledgeNotOffered
  /// The host does not have what they are to pledge.
  case pledgeMissing
  /// The house does not hold the late fees any more that are to be given back.
  case feesMissing
  /// Somebody was paid.
  case alreadyPaidOut
  /// The order is not the host's to give.
  case notHostOrder
  /// More members are there than seats would be.
  case tooManyMembers
}

/// Why a contribution is refused, in order of precedence.
public enum ContributionRefusal: Error, Hashable, Sendable, CaseIterable {
  /// The circle has not started, or was cancelled.
  case circleNotActive
  /// The caller has nothing to pay in this cycle.
  case noSuchCycle
  /// It was paid.
  case alreadyPaid
  /// It was refunded or excused: nobody is owed it.
  case nothingOwed
  /// What is to be paid has changed since the request was looked at, as it is late now.
  case amountChanged
  /// The wallet does not hold this much.
  case insufficientFunds
}
