-- atrium: no-transaction
-- At most one account for an owner, a purpose and a unit; owners of two kinds may have one id.
CREATE UNIQUE INDEX CONCURRENTLY ledger_accounts_owners
  ON ledger_accounts (owner_id, owner_kind, code, unit);
