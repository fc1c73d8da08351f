-- The release before keeps transfers alone. A recipient who could not be paid is a refusal of the
-- ledger's there; its row names a transfer that never was, so any id will do. Other answers are given
-- up, and a request that comes once more under one of their keys is carried out again.
CREATE TABLE platform_retry_keys_next (
  owner_id    BLOB NOT NULL,
  route       TEXT NOT NULL,
  key         TEXT NOT NULL,
  fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 32),
  transfer_id BLOB NOT NULL,
  refusal     TEXT,
  request_id  TEXT NOT NULL,
  created_at  INTEGER NOT NULL,
  PRIMARY KEY (owner_id, route, key)
) STRICT;
INSERT INTO platform_retry_keys_next (
  owner_id, route, key, fingerprint, transfer_id, refusal, request_id, created_at)
SELECT owner_id, route, key, fingerprint, transfer_id, rejection, request_id, created_at
FROM platform_idempotency WHERE transfer_id IS NOT NULL ORDER BY created_at;
INSERT INTO platform_retry_keys_next (
  owner_id, route, key, fingerprint, transfer_id, refusal, request_id, created_at)
SELECT owner_id, route, key, fingerprint, substr(fingerprint, 1, 16), 'payee_unavailable',
  request_id, created_at
FROM platform_idempotency
WHERE transfer_id IS NULL AND status = 409
  AND body = CAST(
    '{"type":"/problems/recipient_unavailable","title":"The recipient cannot receive money",'
      || '"status":409,"detail":"This user cannot receive money at present.",'
      || '"code":"recipient_unavailable","request_id":"' || request_id || '"}' AS BLOB)
ORDER BY created_at;
DROP TABLE platform_idempotency;
ALTER TABLE platform_retry_keys_next RENAME TO platform_retry_keys;
CREATE INDEX platform_retry_keys_age ON platform_retry_keys (created_at);
