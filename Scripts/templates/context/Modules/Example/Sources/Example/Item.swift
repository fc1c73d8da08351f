public import Kernel
public import Ledger

/// Something that a user keeps, for a fee.
public struct Item: Hashable, Sendable {
  /// The item's id.
  public typealias ID = Identifier<Item>

  /// The item's id.
  public let id: ID
  /// Whose it is.
  public let owner: UserID
  /// What its owner calls it, 1–200 characters; no two items of an owner have the same.
  public private(set) var title: String
  /// How often it was changed, from 1.
  public private(set) var version: Int64
  /// When it was made.
  public let createdAt: Instant
  /// When it was reviewed under its title; nil until then.
  public private(set) var reviewedAt: Instant?

  /// Puts an item together.
  public init(
    id: ID, owner: UserID, title: String, version: Int64 = 1, createdAt: Instant,
    reviewedAt: Instant? = nil
  ) {
    self.id = id
    self.owner = owner
    self.title = title
    self.version = version
    self.createdAt = createdAt
    self.reviewedAt = reviewedAt
  }

  /// Renames it.
  public mutating func rename(to title: String) {
    self.title = title
    version += 1
  }

  /// Marks it as reviewed.
  /// - Returns: false if it was before: there is nothing to tell.
  public mutating func review(at now: Instant) -> Bool {
    guard reviewedAt == nil else { return false }
    reviewedAt = now
    return true
  }

  /// Marks it as one that is to be reviewed.
  public mutating func awaitReview() {
    reviewedAt = nil
  }

  /// The payment of its fee; none for a fee of nothing.
  /// - Parameter id: the transfer's, made by the caller.
  public func payment(of fee: Money, id: Transfer.ID) -> [TransferOrder] {
    guard fee.minorUnits > 0 else { return [] }
    return [
      TransferOrder(
        id: id, debit: .opening(ExampleAccount.balance(of: owner, in: fee.unit)),
        credit: .opening(ExampleAccount.income(in: fee.unit)), amount: fee, kind: "item_fee")
    ]
  }
}

/// A title that an item has or had.
public struct ItemTitle: Hashable, Sendable {
  /// The item's version from which it was called so.
  public let version: Int64
  /// The title.
  public let title: String
  /// Since when.
  public let since: Instant

  /// Puts a title together.
  public init(version: Int64, title: String, since: Instant) {
    self.version = version
    self.title = title
    self.since = since
  }
}

/// Why something was not done, in order of precedence.
public enum ItemRefusal: Error, Hashable, Sendable, CaseIterable {
  /// There is no such item, or it is somebody else's.
  case notFound
  /// The owner has an item of this title.
  case titleTaken
  /// The owner's balance does not cover the fee.
  case insufficientFunds
}

/// The accounts on the ledger.
public enum ExampleAccount {
  /// What a user can pay fees from.
  public static func balance(of user: UserID, in unit: Unit) -> AccountTerms {
    AccountTerms(owner: .user(user), code: "example.balance", unit: unit)
  }

  /// Where fees go, and where balances come from: it may be overdrawn.
  public static func income(in unit: Unit) -> AccountTerms {
    AccountTerms(owner: .house, code: "example.income", unit: unit, mayOverdraw: true)
  }
}
