-- One index is enough: the one that holds the lines becomes the key's.
ALTER TABLE ledger_entries
  DROP CONSTRAINT ledger_entries_pkey,
  ADD CONSTRAINT ledger_entries_pkey PRIMARY KEY USING INDEX ledger_entries_lines;

-- An index answers alone only for the pages of which vacuum has said that everybody sees all of
-- them. Left to itself it says so when a fifth of the table is new; looking at what was added only
-- is little work, as an entry never changes.
ALTER TABLE ledger_entries
  SET (autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 10000);
