-- A hold is ended once.
CREATE UNIQUE INDEX ledger_transfers_ends ON ledger_transfers (pending_id)
  WHERE pending_id IS NOT NULL;

-- INSERT OR REPLACE would put one end into the place of another without asking a DELETE trigger.
DROP TRIGGER ledger_transfers_not_replaced;
CREATE TRIGGER ledger_transfers_not_replaced BEFORE INSERT ON ledger_transfers
WHEN EXISTS (SELECT 1 FROM ledger_transfers WHERE id = NEW.id)
  OR (NEW.pending_id IS NOT NULL AND EXISTS (
    SELECT 1 FROM ledger_transfers WHERE pending_id = NEW.pending_id))
BEGIN SELECT RAISE(ABORT, 'AT001: ledger_transfers is append-only'); END;
