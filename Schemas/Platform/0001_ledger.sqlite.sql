-- The double-entry ledger: accounts with running totals, transfers, and one entry a side.

CREATE TABLE ledger_accounts (
  id              BLOB PRIMARY KEY CHECK (length(id) = 16),
  owner_id        BLOB NOT NULL,
  code            TEXT NOT NULL,
  unit            TEXT NOT NULL,
  may_overdraw    INTEGER NOT NULL,
  is_closed       INTEGER NOT NULL DEFAULT 0,
  debits_pending  INTEGER NOT NULL DEFAULT 0 CHECK (debits_pending >= 0),
  debits_posted   INTEGER NOT NULL DEFAULT 0 CHECK (debits_posted >= 0),
  credits_pending INTEGER NOT NULL DEFAULT 0 CHECK (credits_pending >= 0),
  credits_posted  INTEGER NOT NULL DEFAULT 0 CHECK (credits_posted >= 0),
  last_sequence   INTEGER NOT NULL DEFAULT 0 CHECK (last_sequence >= 0),
  last_hash       BLOB NOT NULL CHECK (length(last_hash) = 32),
  opened_at       INTEGER NOT NULL,
  CONSTRAINT ledger_accounts_terms UNIQUE (owner_id, code, unit),
  CONSTRAINT ledger_accounts_overdraft
    CHECK (may_overdraw OR debits_pending + debits_posted <= credits_posted)
) STRICT;

-- Transfers and entries name accounts without a foreign key: they are written only under the
-- accounts' row locks, accounts are never deleted, and the check would double a posting's cost.
CREATE TABLE ledger_transfers (
  id                   BLOB PRIMARY KEY CHECK (length(id) = 16),
  debit_account_id     BLOB NOT NULL,
  credit_account_id    BLOB NOT NULL,
  amount               INTEGER NOT NULL CHECK (amount BETWEEN 1 AND 1000000000000000),
  unit                 TEXT NOT NULL,
  kind                 TEXT NOT NULL,
  note                 TEXT,
  debit_owner_id       BLOB NOT NULL,
  credit_owner_id      BLOB NOT NULL,
  debit_sequence       INTEGER NOT NULL,
  credit_sequence      INTEGER NOT NULL,
  debit_balance_after  INTEGER NOT NULL,
  credit_balance_after INTEGER NOT NULL,
  posted_at            INTEGER NOT NULL,
  CHECK (debit_account_id <> credit_account_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE ledger_entries (
  account_id            BLOB NOT NULL,
  sequence              INTEGER NOT NULL CHECK (sequence > 0),
  transfer_id           BLOB NOT NULL,
  amount                INTEGER NOT NULL CHECK (amount <> 0),
  balance_after         INTEGER NOT NULL,
  counterparty_owner_id BLOB NOT NULL,
  kind                  TEXT NOT NULL,
  note                  TEXT,
  posted_at             INTEGER NOT NULL,
  hash                  BLOB NOT NULL CHECK (length(hash) = 32),
  PRIMARY KEY (account_id, sequence)
) STRICT, WITHOUT ROWID;

CREATE TABLE ledger_refusals (
  transfer_id BLOB PRIMARY KEY,
  refusal     TEXT NOT NULL,
  refused_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER ledger_transfers_not_updated BEFORE UPDATE ON ledger_transfers
BEGIN SELECT RAISE(ABORT, 'AT001: ledger_transfers is append-only'); END;
CREATE TRIGGER ledger_transfers_not_deleted BEFORE DELETE ON ledger_transfers
BEGIN SELECT RAISE(ABORT, 'AT001: ledger_transfers is append-only'); END;
-- INSERT OR REPLACE deletes without asking a DELETE trigger unless the connection asked for it.
CREATE TRIGGER ledger_transfers_not_replaced BEFORE INSERT ON ledger_transfers
WHEN EXISTS (SELECT 1 FROM ledger_transfers WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'AT001: ledger_transfers is append-only'); END;

CREATE TRIGGER ledger_entries_not_updated BEFORE UPDATE ON ledger_entries
BEGIN SELECT RAISE(ABORT, 'AT001: ledger_entries is append-only'); END;
CREATE TRIGGER ledger_entries_not_deleted BEFORE DELETE ON ledger_entries
BEGIN SELECT RAISE(ABORT, 'AT001: ledger_entries is append-only'); END;
CREATE TRIGGER ledger_entries_not_replaced BEFORE INSERT ON ledger_entries
WHEN EXISTS (
  SELECT 1 FROM ledger_entries WHERE account_id = NEW.account_id AND sequence = NEW.sequence)
BEGIN SELECT RAISE(ABORT, 'AT001: ledger_entries is append-only'); END;

CREATE TRIGGER ledger_refusals_not_updated BEFORE UPDATE ON ledger_refusals
BEGIN SELECT RAISE(ABORT, 'AT001: ledger_refusals is append-only'); END;
CREATE TRIGGER ledger_refusals_not_deleted BEFORE DELETE ON ledger_refusals
BEGIN SELECT RAISE(ABORT, 'AT001: ledger_refusals is append-only'); END;
CREATE TRIGGER ledger_refusals_not_replaced BEFORE INSERT ON ledger_refusals
WHEN EXISTS (SELECT 1 FROM ledger_refusals WHERE transfer_id = NEW.transfer_id)
BEGIN SELECT RAISE(ABORT, 'AT001: ledger_refusals is append-only'); END;

CREATE TRIGGER ledger_accounts_not_deleted BEFORE DELETE ON ledger_accounts
BEGIN SELECT RAISE(ABORT, 'AT001: ledger_accounts keeps its accounts'); END;
CREATE TRIGGER ledger_accounts_not_replaced BEFORE INSERT ON ledger_accounts
WHEN EXISTS (
  SELECT 1 FROM ledger_accounts
  WHERE id = NEW.id
    OR (owner_id = NEW.owner_id AND code = NEW.code AND unit = NEW.unit))
BEGIN SELECT RAISE(ABORT, 'AT001: ledger_accounts keeps its accounts'); END;
-- Totals only grow, and what an account is never changes.
CREATE TRIGGER ledger_accounts_guarded BEFORE UPDATE ON ledger_accounts
WHEN NEW.id <> OLD.id OR NEW.owner_id <> OLD.owner_id OR NEW.code <> OLD.code
  OR NEW.unit <> OLD.unit OR NEW.debits_posted < OLD.debits_posted
  OR NEW.credits_posted < OLD.credits_posted OR NEW.last_sequence < OLD.last_sequence
BEGIN SELECT RAISE(ABORT, 'AT001: ledger_accounts keeps its terms and its totals'); END;
