-- A transfer is a step: NULL moves its amount at once, `hold` holds it until `expires_at` (NULL:
-- until it is ended), and `settle`, `void` and `expire` end the hold `pending_id`. Old rows are not read for the
-- check now, as that would keep others from writing.

ALTER TABLE ledger_transfers
  ADD COLUMN step text,
  ADD COLUMN pending_id uuid,
  ADD COLUMN expires_at timestamptz,
  ADD CONSTRAINT ledger_transfers_step CHECK (CASE
    WHEN step IS NULL THEN pending_id IS NULL AND expires_at IS NULL
    WHEN step = 'hold' THEN pending_id IS NULL
    ELSE step IN ('settle', 'void', 'expire') AND pending_id IS NOT NULL AND expires_at IS NULL
  END) NOT VALID;
