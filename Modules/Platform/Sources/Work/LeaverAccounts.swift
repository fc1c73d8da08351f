public import Kernel
public import Ledger
public import Ports

/// A ledger account that closes when its user leaves. While there is money in it, or on its way to
/// it, its context objects.
public struct LeaverAccount: Sendable {
  /// Which account.
  public let terms: AccountTerms
  /// What its context says while the account is not empty.
  public let objection: @Sendable (LedgerAccount) -> DeletionObjection

  /// An account of a user.
  public init(
    _ terms: AccountTerms, objection: @escaping @Sendable (LedgerAccount) -> DeletionObjection
  ) {
    self.terms = terms
    self.objection = objection
  }
}

/// The ledger accounts that a context has for a user, as far as they close when the user leaves.
///
/// They are locked and looked at in the transaction of the deletion, and closed with it: no
/// transfer comes in between, and each that comes later is refused with
/// `TransferRejection.accountClosed`.
public struct LeaverAccounts: Sendable {
  /// The accounts of a user, whether they exist or not.
  public let accounts: @Sendable (UserID) -> [LeaverAccount]

  /// Names the accounts of a user.
  public init(_ accounts: @escaping @Sendable (UserID) -> [LeaverAccount]) {
    self.accounts = accounts
  }
}

extension LedgerAccount {
  /// Whether nothing is in it, held in it, or announced to it.
  public var isEmpty: Bool {
    balance.minorUnits == 0 && debitsPending == 0 && creditsPending == 0
  }
}
