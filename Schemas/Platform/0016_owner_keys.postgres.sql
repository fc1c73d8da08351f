-- The two indexes take the places of those without kinds.
ALTER TABLE ledger_accounts
  DROP CONSTRAINT ledger_accounts_terms,
  ADD CONSTRAINT ledger_accounts_terms UNIQUE USING INDEX ledger_accounts_owners;
ALTER TABLE ledger_entries
  DROP CONSTRAINT ledger_entries_pkey,
  ADD CONSTRAINT ledger_entries_pkey PRIMARY KEY USING INDEX ledger_entries_lines;
