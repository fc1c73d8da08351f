-- The same check, of which nobody has said yet that old rows keep it.
ALTER TABLE ledger_transfers
  DROP CONSTRAINT ledger_transfers_step,
  ADD CONSTRAINT ledger_transfers_step CHECK (CASE
    WHEN step IS NULL THEN pending_id IS NULL AND expires_at IS NULL
    WHEN step = 'hold' THEN pending_id IS NULL
    ELSE step IN ('settle', 'void', 'expire') AND pending_id IS NOT NULL AND expires_at IS NULL
  END) NOT VALID;
