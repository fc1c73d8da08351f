public import Kernel
public import Ledger

// Where Fleet's money and litres are. Each account has a balance a unit: dinars and litres.

extension Owner {
  /// A consumer's account with a supplier.
  public static func fuelAccount(_ id: FuelAccount.ID) -> Owner {
    Owner(kind: .fleetAccount, id: id.rawValue)
  }

  /// A company.
  public static func company(_ id: Company.ID) -> Owner {
    Owner(kind: .company, id: id.rawValue)
  }
}

/// The accounts of Fleet on the ledger.
public enum FleetLedger {
  private static let cash = OverdraftPurpose("fleet.cash", of: .company)
  private static let receivable = OverdraftPurpose("fleet.receivable", of: .fleetAccount)

  /// What accounts of companies may be overdrawn for.
  public static let overdrafts = [cash, receivable]

  /// What a consumer may spend at a supplier.
  public static func wallet(of account: FuelAccount.ID, in unit: Unit) -> AccountTerms {
    AccountTerms(owner: .fuelAccount(account), code: "fleet.wallet", unit: unit)
  }

  /// What a supplier sold.
  public static func sales(of supplier: Company.ID, in unit: Unit) -> AccountTerms {
    AccountTerms(owner: .company(supplier), code: "fleet.sales", unit: unit)
  }

  /// Where what was paid to a supplier comes from: the world outside.
  public static func cash(of supplier: Company.ID, in unit: Unit) -> AccountTerms {
    AccountTerms(cash, of: supplier.rawValue, in: unit)
  }

  /// What a consumer owes on an account, below zero.
  public static func receivable(of account: FuelAccount.ID, in unit: Unit) -> AccountTerms {
    AccountTerms(receivable, of: account.rawValue, in: unit)
  }
}
