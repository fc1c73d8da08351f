import Kernel
import Ledger
import Storage

// The ledger's INSERTs and UPDATEs: by arrays for Postgres, by the row for SQLite.
extension LedgerRows {
  static func opening(_ account: LedgerAccount, at now: Instant) -> SQL {
    """
    INSERT INTO ledger_accounts (id, owner_id, code, unit, may_overdraw, last_hash, opened_at)
    SELECT \(account.id), \(SQLValue.uuid(account.terms.owner)), \(account.terms.code),
      \(account.terms.unit.code), \(account.terms.mayOverdraw), \(account.lastHash), \(now)
    WHERE NOT EXISTS (
      SELECT 1 FROM ledger_accounts
      WHERE owner_id = \(SQLValue.uuid(account.terms.owner)) AND code = \(account.terms.code)
        AND unit = \(account.terms.unit.code))
    ON CONFLICT (owner_id, code, unit) DO NOTHING
    """
  }

  static func updating(_ account: LedgerAccount) -> SQL {
    """
    UPDATE ledger_accounts SET debits_posted = \(account.debitsPosted),
      credits_posted = \(account.creditsPosted), last_sequence = \(account.lastSequence),
      last_hash = \(account.lastHash)
    WHERE id = \(account.id)
    """
  }

  static func updating(_ accounts: [LedgerAccount]) -> SQL {
    """
    UPDATE ledger_accounts AS account SET debits_posted = new.debits_posted,
      credits_posted = new.credits_posted, last_sequence = new.last_sequence,
      last_hash = new.last_hash
    FROM unnest(
      \(SQLValue.uuids(accounts.map { $0.id.rawValue })),
      \(SQLValue.integers(accounts.map { $0.debitsPosted })),
      \(SQLValue.integers(accounts.map { $0.creditsPosted })),
      \(SQLValue.integers(accounts.map { $0.lastSequence })),
      \(SQLValue.bytesArray(accounts.map { $0.lastHash }))
    ) AS new (id, debits_posted, credits_posted, last_sequence, last_hash)
    WHERE account.id = new.id
    """
  }

  static func inserting(_ transfer: Transfer) -> SQL {
    """
    INSERT INTO ledger_transfers (id, debit_account_id, credit_account_id, amount, unit, kind,
      note, debit_owner_id, credit_owner_id, debit_sequence, credit_sequence,
      debit_balance_after, credit_balance_after, posted_at)
    VALUES (\(transfer.id), \(transfer.debit.account), \(transfer.credit.account),
      \(transfer.amount.minorUnits), \(transfer.amount.unit.code), \(transfer.kind),
      \(transfer.note.sqlValue), \(SQLValue.uuid(transfer.debit.owner)),
      \(SQLValue.uuid(transfer.credit.owner)), \(transfer.debit.sequence),
      \(transfer.credit.sequence), \(transfer.debit.balanceAfter),
      \(transfer.credit.balanceAfter), \(transfer.postedAt))
    """
  }

  static func inserting(_ transfers: [Transfer]) -> SQL {
    """
    INSERT INTO ledger_transfers (id, debit_account_id, credit_account_id, amount, unit, kind,
      note, debit_owner_id, credit_owner_id, debit_sequence, credit_sequence,
      debit_balance_after, credit_balance_after, posted_at)
    SELECT * FROM unnest(
      \(SQLValue.uuids(transfers.map { $0.id.rawValue })),
      \(SQLValue.uuids(transfers.map { $0.debit.account.rawValue })),
      \(SQLValue.uuids(transfers.map { $0.credit.account.rawValue })),
      \(SQLValue.integers(transfers.map { $0.amount.minorUnits })),
      \(SQLValue.texts(transfers.map { $0.amount.unit.code })),
      \(SQLValue.texts(transfers.map { $0.kind })),
      \(SQLValue.optionalTexts(transfers.map { $0.note })),
      \(SQLValue.uuids(transfers.map { $0.debit.owner })),
      \(SQLValue.uuids(transfers.map { $0.credit.owner })),
      \(SQLValue.integers(transfers.map { $0.debit.sequence })),
      \(SQLValue.integers(transfers.map { $0.credit.sequence })),
      \(SQLValue.integers(transfers.map { $0.debit.balanceAfter })),
      \(SQLValue.integers(transfers.map { $0.credit.balanceAfter })),
      \(SQLValue.instants(transfers.map { $0.postedAt })))
    """
  }

  static func inserting(_ entry: LedgerEntry) -> SQL {
    """
    INSERT INTO ledger_entries (account_id, sequence, transfer_id, amount, balance_after,
      counterparty_owner_id, kind, note, posted_at, hash)
    VALUES (\(entry.account), \(entry.sequence), \(entry.transfer), \(entry.amount),
      \(entry.balanceAfter), \(SQLValue.uuid(entry.counterparty)), \(entry.kind),
      \(entry.note.sqlValue), \(entry.postedAt), \(entry.hash))
    """
  }

  static func inserting(_ entries: [LedgerEntry]) -> SQL {
    """
    INSERT INTO ledger_entries (account_id, sequence, transfer_id, amount, balance_after,
      counterparty_owner_id, kind, note, posted_at, hash)
    SELECT * FROM unnest(
      \(SQLValue.uuids(entries.map { $0.account.rawValue })),
      \(SQLValue.integers(entries.map { $0.sequence })),
      \(SQLValue.uuids(entries.map { $0.transfer.rawValue })),
      \(SQLValue.integers(entries.map { $0.amount })),
      \(SQLValue.integers(entries.map { $0.balanceAfter })),
      \(SQLValue.uuids(entries.map { $0.counterparty })),
      \(SQLValue.texts(entries.map { $0.kind })),
      \(SQLValue.optionalTexts(entries.map { $0.note })),
      \(SQLValue.instants(entries.map { $0.postedAt })),
      \(SQLValue.bytesArray(entries.map { $0.hash })))
    """
  }

  static func inserting(_ id: Transfer.ID, _ refusal: Refusal, at now: Instant) -> SQL {
    """
    INSERT INTO ledger_refusals (transfer_id, refusal, refused_at)
    VALUES (\(id), \(refusal.rawValue), \(now)) ON CONFLICT (transfer_id) DO NOTHING
    """
  }

  static func inserting(
    _ refusals: [(key: Transfer.ID, value: Refusal)], at now: Instant
  ) -> SQL {
    """
    INSERT INTO ledger_refusals (transfer_id, refusal, refused_at)
    SELECT *, \(now) FROM unnest(
      \(SQLValue.uuids(refusals.map { $0.key.rawValue })),
      \(SQLValue.texts(refusals.map { $0.value.rawValue })))
    ON CONFLICT (transfer_id) DO NOTHING
    """
  }

  static func inserting(_ outcome: NewOutcome, at now: Instant) -> SQL {
    """
    INSERT INTO platform_retry_keys
      (owner_id, route, key, fingerprint, transfer_id, refusal, request_id, created_at)
    VALUES (\(SQLValue.uuid(outcome.key.owner)), \(outcome.key.route), \(outcome.key.key),
      \(outcome.key.fingerprint), \(outcome.transfer), \((outcome.refusal?.rawValue).sqlValue),
      \(outcome.key.requestID), \(now))
    """
  }

  static func inserting(_ outcomes: [NewOutcome], at now: Instant) -> SQL {
    """
    INSERT INTO platform_retry_keys
      (owner_id, route, key, fingerprint, transfer_id, refusal, request_id, created_at)
    SELECT *, \(now) FROM unnest(
      \(SQLValue.uuids(outcomes.map { $0.key.owner })),
      \(SQLValue.texts(outcomes.map { $0.key.route })),
      \(SQLValue.texts(outcomes.map { $0.key.key })),
      \(SQLValue.bytesArray(outcomes.map { $0.key.fingerprint })),
      \(SQLValue.uuids(outcomes.map { $0.transfer.rawValue })),
      \(SQLValue.optionalTexts(outcomes.map { $0.refusal?.rawValue })),
      \(SQLValue.texts(outcomes.map { $0.key.requestID })))
    """
  }
}
