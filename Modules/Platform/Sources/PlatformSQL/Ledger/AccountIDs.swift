import Kernel
import Ledger
import Synchronization

/// Which account has which terms, for accounts that are known to exist. An account's terms and
/// id never change, so what was read once stays true; the number kept is bounded.
final class AccountIDs: Sendable {
  private let known: SharedTable<AccountTerms, LedgerAccount.ID>

  init(capacity: Int) {
    known = SharedTable(capacity: capacity)
  }

  subscript(terms: AccountTerms) -> LedgerAccount.ID? { known.value(of: terms) }

  func remember(_ accounts: [AccountTerms: LedgerAccount.ID]) {
    for (terms, id) in accounts { known.set(id, of: terms) }
  }

  /// How full it is and what it did.
  var figures: TableFigures { known.figures }
}

/// Accounts found or opened within one transaction: remembered only once it has committed.
final class OpenedAccounts: Sendable {
  private let known: AccountIDs
  private let found = Mutex<[AccountTerms: LedgerAccount.ID]>([:])

  init(known: AccountIDs) {
    self.known = known
  }

  /// Forgets what an attempt that rolled back has found.
  func reset() {
    found.withLock { $0.removeAll() }
  }

  /// The account that a reference stands for, as far as it is known.
  func id(of reference: AccountReference) -> LedgerAccount.ID? {
    switch reference {
    case .existing(let id): id
    case .opening(let terms): known[terms] ?? found.withLock { $0[terms] }
    case .ofHold: nil
    }
  }

  func add(_ accounts: [LedgerAccount]) {
    found.withLock { found in
      for account in accounts { found[account.terms] = account.id }
    }
  }

  func remember() {
    let accounts = found.withLock { $0 }
    if !accounts.isEmpty { known.remember(accounts) }
  }
}
