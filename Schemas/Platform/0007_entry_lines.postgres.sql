-- atrium: no-transaction
-- An account's entries lie all over the table, in the order in which everybody's came. With what a
-- line says beside the key, a page of lines is read off one or two pages of the index. The hash is
-- left out, which only a verification reads.
CREATE UNIQUE INDEX CONCURRENTLY ledger_entries_lines ON ledger_entries (account_id, sequence)
  INCLUDE (transfer_id, amount, balance_after, counterparty_owner_id, kind, note, posted_at);
