import Kernel
import Ledger
import Storage

// The ledger's SELECTs and how their rows become values.
extension LedgerRows {
  private static let accountColumns: SQL =
    """
    id, owner_id, code, unit, may_overdraw, is_closed, debits_pending, debits_posted,
    credits_pending, credits_posted, last_sequence, last_hash, owner_kind
    """

  private static let transferColumns: SQL =
    """
    id, debit_account_id, credit_account_id, amount, unit, kind, note, debit_owner_id,
    credit_owner_id, debit_sequence, credit_sequence, debit_balance_after,
    credit_balance_after, posted_at, debit_owner_kind, credit_owner_kind, step, pending_id,
    expires_at
    """

  static let lineColumns: SQL =
    """
    sequence, transfer_id, amount, balance_after, counterparty_owner_id, kind, note, posted_at,
    counterparty_kind
    """

  private static let entryColumns: SQL = "account_id, hash, \(lineColumns)"

  static func account(_ terms: AccountTerms) -> SQL {
    """
    SELECT \(accountColumns) FROM ledger_accounts
    WHERE owner_id = \(SQLValue.uuid(terms.owner.id))
      AND owner_kind = \(terms.owner.kind.description) AND code = \(terms.code)
      AND unit = \(terms.unit.code)
    """
  }

  static func account(_ id: LedgerAccount.ID) -> SQL {
    "SELECT \(accountColumns) FROM ledger_accounts WHERE id = \(id)"
  }

  /// - Parameter passingOver: whether accounts that somebody else has locked are left out, rather
  ///   than waited for.
  static func locked(
    _ ids: [LedgerAccount.ID], passingOver: Bool, _ dialect: Dialect
  ) -> SQL {
    """
    SELECT \(accountColumns) FROM ledger_accounts
    WHERE id \(dialect.isAmong(.uuids(ids.map { $0.rawValue }))) ORDER BY id \
    \(passingOver ? dialect.lockingFreeRows : dialect.lockingRows)
    """
  }

  static func accounts(after id: LedgerAccount.ID, limit: Int) -> SQL {
    """
    SELECT \(accountColumns) FROM ledger_accounts
    WHERE id > \(id) ORDER BY id LIMIT \(limit)
    """
  }

  static func accounts(of owner: Owner) -> SQL {
    """
    SELECT \(accountColumns) FROM ledger_accounts
    WHERE owner_id = \(SQLValue.uuid(owner.id)) AND owner_kind = \(owner.kind.description)
    """
  }

  static func transfer(_ id: Transfer.ID) -> SQL {
    "SELECT \(transferColumns) FROM ledger_transfers WHERE id = \(id)"
  }

  static func transfers(_ ids: [Transfer.ID], _ dialect: Dialect) -> SQL {
    """
    SELECT \(transferColumns) FROM ledger_transfers
    WHERE id \(dialect.isAmong(.uuids(ids.map { $0.rawValue })))
    """
  }

  /// What ended these holds.
  static func ends(of holds: [Transfer.ID], _ dialect: Dialect) -> SQL {
    """
    SELECT \(transferColumns) FROM ledger_transfers
    WHERE pending_id \(dialect.isAmong(.uuids(holds.map { $0.rawValue })))
      AND pending_id IS NOT NULL
    """
  }

  static func lines(of account: LedgerAccount.ID, before: Int64?, limit: Int) -> SQL {
    """
    SELECT \(lineColumns) FROM ledger_entries
    WHERE account_id = \(account) AND sequence < \(before ?? Int64.max)
    ORDER BY sequence DESC LIMIT \(limit)
    """
  }

  static func entries(of account: LedgerAccount.ID, after: Int64, limit: Int) -> SQL {
    """
    SELECT \(entryColumns) FROM ledger_entries
    WHERE account_id = \(account) AND sequence > \(after)
    ORDER BY sequence LIMIT \(limit)
    """
  }

  static func line(of transfer: Transfer.ID, in account: LedgerAccount.ID) -> SQL {
    """
    SELECT \(lineColumns) FROM ledger_entries
    WHERE account_id = \(account) AND transfer_id = \(transfer) AND sequence = (
      SELECT CASE WHEN debit_account_id = \(account) THEN debit_sequence
                  WHEN credit_account_id = \(account) THEN credit_sequence END
      FROM ledger_transfers WHERE id = \(transfer))
    """
  }

  static func refusals(_ ids: [Transfer.ID], _ dialect: Dialect) -> SQL {
    """
    SELECT transfer_id, refusal FROM ledger_refusals
    WHERE transfer_id \(dialect.isAmong(.uuids(ids.map { $0.rawValue })))
    """
  }

  static func entry(row: Row) throws -> LedgerEntry {
    LedgerEntry(
      account: try row.get(0, as: LedgerAccount.ID.self), line: try line(row: row, from: 2),
      hash: try row.get(1, as: [UInt8].self))
  }

  static func line(row: Row) throws -> LedgerLine { try line(row: row, from: 0) }

  @inline(__always) private static func line(row: Row, from first: Int) throws -> LedgerLine {
    LedgerLine(
      sequence: try row.get(first, as: Int64.self),
      transfer: try row.get(first + 1, as: Transfer.ID.self),
      amount: try row.get(first + 2, as: Int64.self),
      balanceAfter: try row.get(first + 3, as: Int64.self),
      counterparty: try LedgerReader.owner(row, id: first + 4, kind: first + 8),
      kind: try row.get(first + 5, as: String.self),
      note: try row.get(first + 6, as: String?.self),
      postedAt: try row.get(first + 7, as: Instant.self))
  }

  static func refusal(row: Row) throws -> (Transfer.ID, TransferRejection) {
    (try row.get(0, as: Transfer.ID.self), try rejection(named: row.get(1, as: String.self)))
  }

  static func rejection(named name: String) throws -> TransferRejection {
    guard let refusal = TransferRejection(rawValue: name) else {
      throw UnknownLedgerWord(word: name)
    }
    return refusal
  }
}
