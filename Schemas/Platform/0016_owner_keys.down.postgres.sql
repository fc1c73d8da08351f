-- Fails where owners of two kinds have one id and an account each of one purpose and unit: the
-- older schema has room for one of them.
ALTER TABLE ledger_accounts
  DROP CONSTRAINT ledger_accounts_terms,
  ADD CONSTRAINT ledger_accounts_terms UNIQUE (owner_id, code, unit);
CREATE UNIQUE INDEX ledger_accounts_owners
  ON ledger_accounts (owner_id, owner_kind, code, unit);
ALTER TABLE ledger_entries
  DROP CONSTRAINT ledger_entries_pkey,
  ADD CONSTRAINT ledger_entries_pkey PRIMARY KEY (account_id, sequence)
    INCLUDE (transfer_id, amount, balance_after, counterparty_owner_id, kind, note, posted_at);
CREATE UNIQUE INDEX ledger_entries_lines ON ledger_entries (account_id, sequence)
  INCLUDE (transfer_id, amount, balance_after, counterparty_owner_id, kind, note, posted_at,
    counterparty_kind);
