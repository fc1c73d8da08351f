public import Kernel

/// Why a transaction was not requested or decided, in order of precedence.
public enum TransactionRefusal: Error, Hashable, Sendable {
  /// The total is nothing, or more than can be kept.
  case totalOutOfRange
  /// The receiver is nobody of the other side.
  case receiverNotOnTheOtherSide
  /// No driver is named, and neither of the two drives for the consumer.
  case driverMissing
  /// The driver is none of the consumer's.
  case driverNotOfTheCompany
  /// Neither the receiver nor the driver who is named fits.
  case receiverAndDriver
  /// The id belongs to another transaction, whoever's.
  case idTaken
  /// One of the two companies is inactive.
  case companyInactive
  /// The two companies have no account together.
  case noAccount
  /// The supplier has suspended the account.
  case accountSuspended
  /// The driver is inactive.
  case driverInactive
  /// The meter would run back, or past a later reading; the last one that it must not be below.
  case odometerBackwards(last: Odometer)
  /// A limit of the driver's would be passed.
  case limitExceeded(LimitBreach)
  /// The litres of the month would be passed.
  case monthlyLimitExceeded(allowed: Liters, used: Liters)
  /// The account does not cover it.
  case insufficientFunds(available: Money)
  /// Whoever asked never decides.
  case ownRequest
  /// They are not on the side that decides.
  case notTheOtherSide
  /// It is decided already, or its time is over.
  case notPending(FuelTransaction.State)
  /// More would be delivered than was requested.
  case moreThanRequested
  /// What was delivered is the supplier's side to say.
  case notTheSuppliersSide
  /// Only what was approved can be reversed, and has a receipt.
  case notApproved
  /// It was reversed before.
  case alreadyReversed
}

/// A limit that a request would pass.
public struct LimitBreach: Hashable, Sendable {
  /// Which: a member of `limits`, such as `daily_liters`.
  public let limit: String
  /// What it allows, as text; nil where it is no number.
  public let allowed: String?
  /// What is used with what is pending, as text; nil where it is no number.
  public let used: String?

  /// Makes a breach.
  public init(limit: String, allowed: String? = nil, used: String? = nil) {
    self.limit = limit
    self.allowed = allowed
    self.used = used
  }
}
