-- Reads the table, and keeps nobody from writing to it.
ALTER TABLE ledger_transfers VALIDATE CONSTRAINT ledger_transfers_step;
