public import Kernel

/// What a consumer has at a supplier. Its balances are the ledger's.
public struct FuelAccount: Hashable, Sendable {
  /// The account's id.
  public typealias ID = Identifier<FuelAccount>

  /// The account's id.
  public let id: ID
  /// Who sells.
  public let supplierID: Company.ID
  /// The supplier's name.
  public let supplierName: String
  /// Who buys.
  public let consumerID: Company.ID
  /// The consumer's name.
  public let consumerName: String
  /// Whether fuel may be requested on it; the supplier suspends it.
  public internal(set) var isActive: Bool
  /// What is told to the consumer's managers when less than it can be spent; nil for nothing.
  public internal(set) var lowBalance: Money?
  /// How often it was changed, from 1; sums that move are no change.
  public internal(set) var version: Int64
  /// When it was opened.
  public let createdAt: Instant
  /// When it was last changed.
  public internal(set) var updatedAt: Instant

  /// Puts an account together.
  public init(
    id: ID, supplierID: Company.ID, supplierName: String, consumerID: Company.ID,
    consumerName: String, isActive: Bool = true, lowBalance: Money? = nil, version: Int64 = 1,
    createdAt: Instant, updatedAt: Instant? = nil
  ) {
    self.id = id
    self.supplierID = supplierID
    self.supplierName = supplierName
    self.consumerID = consumerID
    self.consumerName = consumerName
    self.isActive = isActive
    self.lowBalance = lowBalance
    self.version = version
    self.createdAt = createdAt
    self.updatedAt = updatedAt ?? createdAt
  }
}

extension FuelAccount {
  /// Lets no fuel be requested on it any more.
  mutating func suspend(at now: Instant) {
    isActive = false
    version += 1
    updatedAt = now
  }
}

/// What is on an account in one unit. The balance is what is available and what is held.
public struct AccountBalance: Hashable, Sendable {
  /// What may be spent.
  public let available: Money
  /// What waits for requests to be decided.
  public let held: Money
  /// What was given on credit and is not settled.
  public let owed: Money

  /// Puts a balance together.
  public init(available: Money, held: Money, owed: Money) {
    self.available = available
    self.held = held
    self.owed = owed
  }

  /// Whether an account may hold and owe so much: no more than the largest transfer, so that the
  /// sums of a company's accounts can be counted, whatever suppliers put on them.
  var isCountable: Bool {
    balance.minorUnits <= Money.largestTransfer && owed.minorUnits <= Money.largestTransfer
  }
}

/// Why an account was not opened, changed or topped up, in order of precedence.
public enum AccountRefusal: Error, Hashable, Sendable {
  /// A company that it names is not of the type that its place asks for.
  case wrongType(field: String)
  /// A company that it names is inactive.
  case companyInactive
  /// The top-up's id belongs to another one.
  case idTaken
  /// More would be settled than is owed.
  case exceedsOwed(owed: Money)
  /// The balance, the debt, or what has gone through the account in all would be more than an
  /// account counts.
  case balanceTooLarge
  /// An unreversed top-up of the supplier has the reference.
  case referenceUsed
  /// The top-up was reversed before.
  case alreadyReversed
  /// What a reversal would take back is spent.
  case insufficientFunds(available: Money)
}
