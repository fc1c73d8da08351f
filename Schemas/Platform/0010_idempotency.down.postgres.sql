-- The release before keeps transfers alone. A recipient who could not be paid is a refusal of the
-- ledger's there; its row names a transfer that never was, so any id will do. Other answers are given
-- up, and a request that comes once more under one of their keys is carried out again.
ALTER TABLE platform_idempotency DROP CONSTRAINT platform_idempotency_answer;
UPDATE platform_idempotency SET
  transfer_id = encode(substring(fingerprint FROM 1 FOR 16), 'hex')::uuid,
  rejection = 'payee_unavailable'
WHERE transfer_id IS NULL AND status = 409
  AND body = convert_to(
    '{"type":"/problems/recipient_unavailable","title":"The recipient cannot receive money",'
      || '"status":409,"detail":"This user cannot receive money at present.",'
      || '"code":"recipient_unavailable","request_id":"' || request_id || '"}', 'UTF8');
DELETE FROM platform_idempotency WHERE transfer_id IS NULL;
ALTER TABLE platform_idempotency
  DROP COLUMN body,
  DROP COLUMN etag,
  DROP COLUMN location,
  DROP COLUMN content_type,
  DROP COLUMN status,
  ALTER COLUMN transfer_id SET NOT NULL;
ALTER TABLE platform_idempotency RENAME COLUMN rejection TO refusal;
ALTER TABLE platform_idempotency RENAME CONSTRAINT platform_idempotency_key TO platform_retry_keys_key;
ALTER INDEX platform_idempotency_age RENAME TO platform_retry_keys_age;
ALTER TABLE platform_idempotency RENAME TO platform_retry_keys;
