-- Going back forgets the kinds of owners, which costs nothing where they are users or the house.
-- The hashes of entries made with other owners include their kind, and without it would no longer
-- fit: then there is no way back.
CREATE TABLE ledger_way_back (account_id BLOB NOT NULL) STRICT;
CREATE TRIGGER ledger_way_back_refused BEFORE INSERT ON ledger_way_back
BEGIN
  SELECT RAISE(
    ABORT, 'accounts of circles or companies have entries, which an older schema cannot keep');
END;
INSERT INTO ledger_way_back (account_id)
SELECT id FROM ledger_accounts
WHERE last_sequence > 0
  AND owner_kind <> CASE WHEN owner_id = zeroblob(16) THEN 'house' ELSE 'user' END;
DROP TABLE ledger_way_back;

ALTER TABLE ledger_entries DROP COLUMN counterparty_kind;
ALTER TABLE ledger_transfers DROP COLUMN credit_owner_kind;
ALTER TABLE ledger_transfers DROP COLUMN debit_owner_kind;

ALTER TABLE ledger_accounts RENAME TO ledger_accounts_kept;
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
INSERT INTO ledger_accounts (
  id, owner_id, code, unit, may_overdraw, is_closed, debits_pending, debits_posted,
  credits_pending, credits_posted, last_sequence, last_hash, opened_at)
SELECT id, owner_id, code, unit, may_overdraw, is_closed, debits_pending, debits_posted,
  credits_pending, credits_posted, last_sequence, last_hash, opened_at
FROM ledger_accounts_kept ORDER BY rowid;
DROP TABLE ledger_accounts_kept;

CREATE TRIGGER ledger_accounts_not_deleted BEFORE DELETE ON ledger_accounts
BEGIN SELECT RAISE(ABORT, 'AT001: ledger_accounts keeps its accounts'); END;
CREATE TRIGGER ledger_accounts_not_replaced BEFORE INSERT ON ledger_accounts
WHEN EXISTS (
  SELECT 1 FROM ledger_accounts
  WHERE id = NEW.id
    OR (owner_id = NEW.owner_id AND code = NEW.code AND unit = NEW.unit))
BEGIN SELECT RAISE(ABORT, 'AT001: ledger_accounts keeps its accounts'); END;
CREATE TRIGGER ledger_accounts_guarded BEFORE UPDATE ON ledger_accounts
WHEN NEW.id <> OLD.id OR NEW.owner_id <> OLD.owner_id OR NEW.code <> OLD.code
  OR NEW.unit <> OLD.unit OR NEW.may_overdraw <> OLD.may_overdraw
  OR NEW.debits_posted < OLD.debits_posted OR NEW.credits_posted < OLD.credits_posted
  OR NEW.last_sequence < OLD.last_sequence
BEGIN SELECT RAISE(ABORT, 'AT001: ledger_accounts keeps its terms and its totals'); END;
