public import Kernel
public import Ledger

extension Unit {
  /// Coins, which have no parts.
  public static let coin = Unit(code: "COIN", fractionDigits: 0)
}

extension Money {
  /// So many coins.
  static func coins(_ coins: Int64) -> Money { Money(minorUnits: coins, unit: .coin) }
}

/// The accounts of Fitness on the ledger.
public enum CoinLedger {
  private static let owed = OverdraftPurpose("fitness.debt", of: .user)
  /// The house's accounts are sixteen each, so that those who earn at one moment do not wait for
  /// each other.
  private static let stripes: UInt128 = 16

  /// What accounts of users may be overdrawn for.
  public static let overdrafts = [
    owed, OverdraftPurpose("fitness.issued", of: .house),
    OverdraftPurpose("fitness.redeemed", of: .house),
  ]

  /// What somebody may spend.
  public static func wallet(of user: UserID) -> AccountTerms {
    AccountTerms(owner: .user(user), code: "fitness.wallet", unit: .coin)
  }

  /// What somebody owes, below zero.
  public static func debt(of user: UserID) -> AccountTerms {
    AccountTerms(owed, of: user.rawValue, in: .coin)
  }

  /// Where coins of somebody come from.
  public static func issued(for user: UserID) -> AccountTerms {
    house("fitness.issued", for: user)
  }

  /// Where coins of somebody go when they are spent.
  public static func redeemed(by user: UserID) -> AccountTerms {
    house("fitness.redeemed", for: user)
  }

  private static func house(_ code: String, for user: UserID) -> AccountTerms {
    AccountTerms(
      owner: Owner(kind: .house, id: user.rawValue % stripes), code: code, unit: .coin,
      mayOverdraw: true)
  }
}
