public import Kernel

/// A line of a wallet. Those that are not voided add up to what is available.
public struct CoinTransaction: Hashable, Sendable, Identifiable {
  /// A transaction's id: that of its transfer on the ledger.
  public typealias ID = Identifier<CoinTransaction>

  /// Which.
  public let id: ID
  /// Whose coins.
  public let userID: UserID
  /// What it was for.
  public let kind: Kind
  /// Whether coins came or went.
  public let direction: Direction
  /// How many: 0 where all that was taken back is owed.
  public let amount: Int64
  /// Whether they have.
  public var status: Status
  /// What was available after it.
  public let balanceAfter: Int64
  /// What it belongs to.
  public let reference: CoinReference
  /// What there is to say.
  public let note: String?
  /// When.
  public let createdAt: Instant

  /// What coins move for.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    case steps, achievement, order, refund, clawback
    /// Of what came in, what was owed.
    case debtPayment = "debt_payment"
    case adjustment
  }

  /// Whether coins come or go.
  public enum Direction: String, Hashable, Sendable, CaseIterable {
    case credit, debit
  }

  /// Whether coins have moved.
  public enum Status: String, Hashable, Sendable, CaseIterable {
    /// They are held.
    case pending
    /// They have.
    case posted
    /// They never did.
    case voided
  }

  /// Puts a line together.
  public init(
    id: ID, userID: UserID, kind: Kind, direction: Direction, amount: Int64, status: Status,
    balanceAfter: Int64, reference: CoinReference, note: String?, createdAt: Instant
  ) {
    self.id = id
    self.userID = userID
    self.kind = kind
    self.direction = direction
    self.amount = amount
    self.status = status
    self.balanceAfter = balanceAfter
    self.reference = reference
    self.note = note
    self.createdAt = createdAt
  }
}

/// What a line of a wallet belongs to.
public struct CoinReference: Hashable, Sendable {
  /// What it is.
  public let kind: Kind
  /// Which one.
  public let id: Identifier<CoinReference>

  /// What lines belong to.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    case stepRecord = "step_record"
    case validation, achievement, order, wallet
  }

  /// A reference.
  public init<Entity>(_ kind: Kind, _ id: Identifier<Entity>) {
    self.kind = kind
    self.id = Identifier(rawValue: id.rawValue)
  }

  /// An order.
  public static func order<Order>(_ id: Identifier<Order>) -> CoinReference {
    CoinReference(.order, id)
  }
}
