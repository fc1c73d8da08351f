-- To the older schema a hold would be money that was moved. If there ever was one there is no way
-- back.
DO $$
BEGIN
  IF EXISTS (SELECT 1 FROM ledger_transfers WHERE step IS NOT NULL) THEN
    RAISE EXCEPTION 'there are holds, which an older schema would take for money that was moved';
  END IF;
END
$$;

ALTER TABLE ledger_transfers
  DROP CONSTRAINT ledger_transfers_step,
  DROP COLUMN step, DROP COLUMN pending_id, DROP COLUMN expires_at;
