public import Kernel

/// What a supplier puts on a consumer's account, or notes as paid.
public struct TopUp: Hashable, Sendable {
  /// The top-up's id.
  public typealias ID = Identifier<TopUp>

  /// The top-up's id; clients may choose it.
  public let id: ID
  /// The account.
  public let accountID: FuelAccount.ID
  /// Who sells.
  public let supplierID: Company.ID
  /// What it does.
  public let kind: Kind
  /// How much: dinars or litres.
  public let amount: Money
  /// The supplier's own name for it, once among its unreversed ones.
  public let reference: String?
  /// The supplier's words.
  public let note: String?
  /// What was on the account after it, in the unit of `amount`.
  public internal(set) var balanceAfter: Money
  /// Who made it; nil for an operator at the command line, or who has deleted their account.
  public let createdBy: UserID?
  /// When.
  public let createdAt: Instant
  /// When it was reversed.
  public internal(set) var reversedAt: Instant?
  /// Why it was reversed.
  public internal(set) var reversalReason: String?

  /// What a top-up does.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// Raises the balance.
    case payment
    /// Raises the balance and the debt.
    case credit
    /// Lowers the debt.
    case settlement
  }

  /// Puts a top-up together.
  public init(
    id: ID, accountID: FuelAccount.ID, supplierID: Company.ID, kind: Kind, amount: Money,
    reference: String?, note: String?, balanceAfter: Money, createdBy: UserID?,
    createdAt: Instant, reversedAt: Instant? = nil, reversalReason: String? = nil
  ) {
    self.id = id
    self.accountID = accountID
    self.supplierID = supplierID
    self.kind = kind
    self.amount = amount
    self.reference = reference
    self.note = note
    self.balanceAfter = balanceAfter
    self.createdBy = createdBy
    self.createdAt = createdAt
    self.reversedAt = reversedAt
    self.reversalReason = reversalReason
  }
}
