/// How coins come into a wallet and leave it again, where some may have been spent already.
///
/// What is taken back goes from what is available; the rest is a debt. Frozen coins stay with the
/// order that holds them. Every later credit pays the debt first.
public struct CoinBook: Hashable, Sendable {
  /// Coins that can be spent.
  public private(set) var available: Int64
  /// Coins that were taken back after they had been spent.
  public private(set) var debt: Int64

  /// A wallet as it stands.
  public init(available: Int64, debt: Int64) {
    self.available = available
    self.debt = debt
  }

  /// Pays coins in.
  /// - Returns: how many of them pay the debt.
  public mutating func credit(_ coins: Int64) -> Int64 {
    let paid = min(coins, debt)
    debt -= paid
    available += coins - paid
    return paid
  }

  /// Takes coins back.
  /// - Returns: how many were there to take; the others are owed.
  public mutating func takeBack(_ coins: Int64) -> Int64 {
    let taken = min(coins, available)
    available -= taken
    debt += coins - taken
    return taken
  }
}
