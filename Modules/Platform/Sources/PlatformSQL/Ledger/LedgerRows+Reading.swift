import Kernel
import Ledger
import Storage

// The ledger's SELECTs and how their rows become values.
extension LedgerRows {
  private static let accountColumns: SQL =
    """
    id, owner_id, code, unit, may_overdraw, is_closed, debits_pending, debits_posted,
    credits_pending, credits_posted, last_sequence, last_hash
    """

  private static let transferColumns: SQL =
    """
    id, debit_account_id, credit_account_id, amount, unit, kind, note, debit_owner_id,
    credit_owner_id, debit_sequence, credit_sequence, debit_balance_after,
    credit_balance_after, posted_at
    """

  private static let lineColumns: SQL =
    """
    sequence, transfer_id, amount, balance_after, counterparty_owner_id, kind, note, posted_at
    """

  private static let entryColumns: SQL = "account_id, hash, \(lineColumns)"

  static func account(_ terms: AccountTerms) -> SQL {
    """
    SELECT \(accountColumns) FROM ledger_accounts
    WHERE owner_id = \(SQLValue.uuid(terms.owner)) AND code = \(terms.code)
      AND unit = \(terms.unit.code)
    """
  }

  static func account(_ id: LedgerAccount.ID) -> SQL {
    "SELECT \(accountColumns) FROM ledger_accounts WHERE id = \(id)"
  }

  static func locked(_ ids: [LedgerAccount.ID], _ dialect: Dialect) -> SQL {
    """
    SELECT \(accountColumns) FROM ledger_accounts
    WHERE id \(dialect.isAmong(.uuids(ids.map { $0.rawValue }))) ORDER BY id \(dialect.lockingRows)
    """
  }

  static func accounts(after id: LedgerAccount.ID, limit: Int) -> SQL {
    """
    SELECT \(accountColumns) FROM ledger_accounts
    WHERE id > \(id) ORDER BY id LIMIT \(limit)
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
    WHERE account_id = \(account) AND sequence = (
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

  static func account(row: Row) throws -> LedgerAccount {
    LedgerAccount(
      id: try row.get(0, as: LedgerAccount.ID.self),
      terms: AccountTerms(
        owner: try row.get(1, as: UserID.self).rawValue, code: try row.get(2, as: String.self),
        unit: try unit(row.get(3, as: String.self)), mayOverdraw: try row.get(4, as: Bool.self)),
      debitsPending: try row.get(6, as: Int64.self), debitsPosted: try row.get(7, as: Int64.self),
      creditsPending: try row.get(8, as: Int64.self),
      creditsPosted: try row.get(9, as: Int64.self), isClosed: try row.get(5, as: Bool.self),
      lastSequence: try row.get(10, as: Int64.self), lastHash: try row.get(11, as: [UInt8].self))
  }

  static func transfer(row: Row) throws -> Transfer {
    Transfer(
      id: try row.get(0, as: Transfer.ID.self),
      debit: Transfer.Side(
        account: try row.get(1, as: LedgerAccount.ID.self),
        owner: try row.get(7, as: UserID.self).rawValue,
        sequence: try row.get(9, as: Int64.self), balanceAfter: try row.get(11, as: Int64.self)),
      credit: Transfer.Side(
        account: try row.get(2, as: LedgerAccount.ID.self),
        owner: try row.get(8, as: UserID.self).rawValue,
        sequence: try row.get(10, as: Int64.self), balanceAfter: try row.get(12, as: Int64.self)),
      amount: Money(
        minorUnits: try row.get(3, as: Int64.self), unit: try unit(row.get(4, as: String.self))),
      kind: try row.get(5, as: String.self), note: try row.get(6, as: String?.self),
      postedAt: try row.get(13, as: Instant.self))
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
      counterparty: try row.get(first + 4, as: UserID.self).rawValue,
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

  private static func unit(_ code: String) throws -> Unit {
    guard let unit = Unit(code: code) else { throw UnknownLedgerWord(word: code) }
    return unit
  }
}

/// A unit or refusal in the database that this version of the program does not know.
struct UnknownLedgerWord: Error, CustomStringConvertible {
  let word: String
  var description: String { "the ledger holds '\(word)', which this version does not know" }
}
