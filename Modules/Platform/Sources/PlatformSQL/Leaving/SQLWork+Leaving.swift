public import Kernel
import Ledger
import Ports
import Storage

extension SQLWork {
  /// Refuses whoever is leaving or has left.
  public func requirePresent(_ users: [UserID]) throws {
    for user in users.sorted().uniqued(by: \.self) {
      if try Leaver.share(user, in: base) != nil { throw UserLeaving() }
    }
  }

  /// Locks accounts, and opens those that do not exist, so that they can be closed. Nothing is
  /// posted in this unit of work any more: accounts are locked once.
  func lockAccounts(_ terms: [AccountTerms]) throws -> [AccountTerms: LedgerAccount] {
    try notePosting()
    guard !terms.isEmpty else { return [:] }
    let found = try ledger.lock(terms.uniqued(by: \.self), in: base, accounts: accounts, at: now)
    return Dictionary(uniqueKeysWithValues: found.map { ($0.terms, $0) })
  }

  /// Closes accounts, or opens them again.
  func setClosed(_ isClosed: Bool, _ accounts: [LedgerAccount.ID]) throws {
    guard !accounts.isEmpty else { return }
    _ = try base.query(LedgerRows.locked(accounts.sorted(), passingOver: false, base.dialect))
    try base.execute(LedgerRows.setting(isClosed: isClosed, accounts, base.dialect))
  }
}

extension LedgerRows {
  fileprivate static func setting(
    isClosed: Bool, _ ids: [LedgerAccount.ID], _ dialect: Dialect
  ) -> SQL {
    """
    UPDATE ledger_accounts SET is_closed = \(isClosed)
    WHERE id \(dialect.isAmong(.uuids(ids.map { $0.rawValue })))
    """
  }
}
