public import Kernel
public import Ledger

/// One turn of a circle: what is paid in by its due day goes to its recipient.
public struct CircleCycle: Sendable, Hashable {
  /// Which circle.
  public let circleID: Circle.ID
  /// Its number, from 1.
  public let number: Int
  /// Its due day in the circle's zone.
  public let dueDate: CivilDate
  /// Whose turn it is.
  public var recipientID: UserID
  /// What the recipient was paid; nil until then.
  public var payout: CirclePayout?

  /// A cycle as it was kept.
  public init(
    circleID: Circle.ID, number: Int, dueDate: CivilDate, recipientID: UserID,
    payout: CirclePayout? = nil
  ) {
    self.circleID = circleID
    self.number = number
    self.dueDate = dueDate
    self.recipientID = recipientID
    self.payout = payout
  }
}

/// What the recipient of a cycle was paid.
public struct CirclePayout: Sendable, Hashable {
  /// How much; nothing where nobody had paid.
  public let amount: Money
  /// When.
  public let paidAt: Instant
  /// By which transfer; nil where there was nothing to move.
  public let transferID: Transfer.ID?

  /// A payout.
  public init(amount: Money, paidAt: Instant, transferID: Transfer.ID?) {
    self.amount = amount
    self.paidAt = paidAt
    self.transferID = transferID
  }
}
