public import Storage

/// What statements of contexts may know of the ledger of their database. They read it by this
/// alone, and change nothing of it.
public enum LedgerView {
  /// The accounts, for FROM and JOIN under a name: `JOIN \(LedgerView.accounts) l ON …`.
  ///
  /// The columns are `owner_id`, `owner_kind`, `code` and `unit`, and in minor units `balance`
  /// (credits less debits), `held` (by debits that are not posted yet) and `incoming` (credits that
  /// are not posted yet). There is an index by `owner_id`.
  public static let accounts: SQL = """
    (SELECT owner_id, owner_kind, code, unit, credits_posted - debits_posted AS balance,
      debits_pending AS held, credits_pending AS incoming FROM ledger_accounts)
    """
}
