-- The release before keeps transfers alone: other answers are given up, and a request that comes
-- once more under one of their keys is carried out again.
CREATE TABLE platform_retry_keys (
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
INSERT INTO platform_retry_keys (
  owner_id, route, key, fingerprint, transfer_id, refusal, request_id, created_at)
SELECT owner_id, route, key, fingerprint, transfer_id, rejection, request_id, created_at
FROM platform_idempotency WHERE transfer_id IS NOT NULL ORDER BY created_at;
DROP TABLE platform_idempotency;
CREATE INDEX platform_retry_keys_age ON platform_retry_keys (created_at);
