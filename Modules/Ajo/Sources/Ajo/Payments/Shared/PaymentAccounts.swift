public import Kernel
public import Ledger
public import Payments

/// The accounts on the ledger that money comes in by, goes out by, and is owed on.
public enum PaymentAccounts {
  private static let debt = OverdraftPurpose("ajo.debt", of: .user)

  /// What accounts of users may be overdrawn for.
  public static let overdrafts = [debt]

  /// What a provider owes, below zero: deposits debit it, and withdrawals credit it.
  public static func provider(_ provider: PaymentProvider, in unit: Unit) -> AccountTerms {
    AccountTerms(
      owner: .house, code: "ajo.provider.\(provider.rawValue)", unit: unit, mayOverdraw: true)
  }

  /// The house's fees.
  public static func fees(in unit: Unit) -> AccountTerms {
    AccountTerms(owner: .house, code: "ajo.fees", unit: unit)
  }

  /// What a user owes, below zero, since a transfer was reversed that they had spent.
  public static func debt(of user: UserID, in unit: Unit) -> AccountTerms {
    AccountTerms(debt, of: user.rawValue, in: unit)
  }
}
