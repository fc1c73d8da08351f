ALTER TABLE ledger_entries
  RESET (autovacuum_vacuum_insert_scale_factor, autovacuum_vacuum_insert_threshold);
ALTER TABLE ledger_entries
  DROP CONSTRAINT ledger_entries_pkey,
  ADD CONSTRAINT ledger_entries_pkey PRIMARY KEY (account_id, sequence);
CREATE UNIQUE INDEX ledger_entries_lines ON ledger_entries (account_id, sequence)
  INCLUDE (transfer_id, amount, balance_after, counterparty_owner_id, kind, note, posted_at);
