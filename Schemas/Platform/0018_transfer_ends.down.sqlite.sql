DROP TRIGGER ledger_transfers_not_replaced;
CREATE TRIGGER ledger_transfers_not_replaced BEFORE INSERT ON ledger_transfers
WHEN EXISTS (SELECT 1 FROM ledger_transfers WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'AT001: ledger_transfers is append-only'); END;
DROP INDEX ledger_transfers_ends;
