-- atrium: no-transaction
-- A line tells the kind of its counterparty, so the index that lines are read off holds it, too.
CREATE UNIQUE INDEX CONCURRENTLY ledger_entries_lines ON ledger_entries (account_id, sequence)
  INCLUDE (transfer_id, amount, balance_after, counterparty_owner_id, kind, note, posted_at,
    counterparty_kind);
