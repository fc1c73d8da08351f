public import Kernel
public import Ledger

/// What a wallet had at the beginning and at the end of some days, and what changed it in between.
///
/// Money that a withdrawal holds is part of the balance until it leaves: a hold is no entry, and
/// what settles it is one.
public struct Statement: Sendable, Hashable {
  /// Whose wallet it is.
  public let holder: UserID
  /// What the holder is called, or nil.
  public let holderName: String?
  /// The wallet; nil before it was opened.
  public let wallet: Wallet.ID?
  /// The days.
  public let period: StatementPeriod
  /// The IANA name of the zone in which the days begin and end.
  public let zone: String
  /// The currency of all amounts.
  public let currency: Unit
  /// When it was made. What is posted later is not in it, whenever it is read.
  public let madeAt: Instant
  let span: LedgerSpan

  /// The balance before the first entry.
  public var opening: Money { money(span.start.balance) }
  /// The balance after the last entry.
  public var closing: Money { money(span.end.balance) }
  /// What the entries brought in.
  public var moneyIn: Money { money(span.credits) }
  /// What the entries took out, 0 or more.
  public var moneyOut: Money { money(span.debits) }
  /// How many entries there are.
  public var count: Int64 { span.count }

  private func money(_ minorUnits: Int64) -> Money {
    Money(minorUnits: minorUnits, unit: currency)
  }
}

/// An entry of a statement.
public struct StatementLine: Sendable, Hashable {
  /// The entry.
  public let transaction: WalletTransaction
  /// Who is on the other side.
  public let counterparty: Owner
  /// What they are called; nil where nobody can tell any more.
  public let counterpartyName: String?

  init(_ transaction: WalletTransaction, names: [Owner: String]) {
    self.transaction = transaction
    counterparty = transaction.party
    counterpartyName = names[transaction.party] ?? transaction.partyName
  }
}
