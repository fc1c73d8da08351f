-- The holds of an account, for its statement and for who verifies the books.
CREATE INDEX ledger_transfers_holds ON ledger_transfers (debit_account_id, id)
  WHERE step = 'hold';
