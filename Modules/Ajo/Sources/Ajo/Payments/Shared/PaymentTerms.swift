public import Kernel

/// What administrators have set for money that comes in and goes out, as it is now.
public struct PaymentTerms: Hashable, Sendable {
  /// The least that one deposit can be.
  public var leastDeposit: Money
  /// The most that one deposit can be.
  public var largestDeposit: Money
  /// The most that a user can pay in on a day, by whether it is known who they are.
  public var depositsPerDay: ByTier
  /// The most that a user can take out on a day, by whether it is known who they are.
  public var withdrawalsPerDay: ByTier
  /// What a withdrawal costs.
  public var withdrawalFee: Money
  /// In how many letters the holder of a bank account may differ from the user's name.
  public var nameDistance: Int

  /// An amount for each tier.
  public struct ByTier: Hashable, Sendable {
    /// For those of whom it is not known who they are.
    public var unverified: Money
    /// For the others.
    public var verified: Money

    /// An amount for each tier.
    public init(unverified: Money, verified: Money) {
      self.unverified = unverified
      self.verified = verified
    }

    /// Whether an amount is within the tier of a user.
    /// - Throws: `LimitRefusal`; `identityRequired` where the other tier would do.
    func check(
      _ amount: Money, after before: Money, isVerified: Bool
    ) throws(LimitRefusal) {
      let limit = isVerified ? verified : unverified
      // Neither is more than a few transfers' worth, but limits are not what sums rely on.
      let (total, overflow) = before.minorUnits.addingReportingOverflow(amount.minorUnits)
      guard overflow || total > limit.minorUnits else { return }
      if !isVerified, !overflow, total <= verified.minorUnits { throw .identityRequired(limit) }
      throw .dailyLimitExceeded(limit)
    }
  }

  /// What is set.
  public init(
    leastDeposit: Money, largestDeposit: Money, depositsPerDay: ByTier, withdrawalsPerDay: ByTier,
    withdrawalFee: Money, nameDistance: Int
  ) {
    self.leastDeposit = leastDeposit
    self.largestDeposit = largestDeposit
    self.depositsPerDay = depositsPerDay
    self.withdrawalsPerDay = withdrawalsPerDay
    self.withdrawalFee = withdrawalFee
    self.nameDistance = nameDistance
  }

  /// What is set where nobody has set anything.
  public static func standard(in unit: Unit) -> PaymentTerms {
    func whole(_ amount: Int64) -> Money {
      Money(minorUnits: amount * unit.minorUnitsPerWhole, unit: unit)
    }
    return PaymentTerms(
      leastDeposit: whole(100), largestDeposit: whole(5_000_000),
      depositsPerDay: ByTier(unverified: whole(10_000_000), verified: whole(10_000_000)),
      withdrawalsPerDay: ByTier(unverified: whole(50_000), verified: whole(5_000_000)),
      withdrawalFee: .zero(unit), nameDistance: 2)
  }
}

extension PaymentTerms {
  /// Whether a deposit is within its limits.
  /// - Parameter before: what the user paid in before on the same day.
  func check(
    deposit amount: Money, after before: Money, isVerified: Bool
  ) throws(LimitRefusal) {
    guard amount.minorUnits >= leastDeposit.minorUnits,
      amount.minorUnits <= largestDeposit.minorUnits
    else {
      throw .depositOutOfRange(leastDeposit, largestDeposit)
    }
    try depositsPerDay.check(amount, after: before, isVerified: isVerified)
  }
}

/// Why an amount is more, or less, than is allowed.
public enum LimitRefusal: MovesNothing, Hashable, Sendable {
  /// One deposit is from this to that.
  case depositOutOfRange(Money, Money)
  /// Together with what was moved today it is more than this, which is allowed before it is known
  /// who the user is.
  case identityRequired(Money)
  /// Together with what was moved today it is more than this.
  case dailyLimitExceeded(Money)
}
