-- atrium: no-transaction
-- A hold is ended once.
CREATE UNIQUE INDEX CONCURRENTLY ledger_transfers_ends ON ledger_transfers (pending_id)
  WHERE pending_id IS NOT NULL;
