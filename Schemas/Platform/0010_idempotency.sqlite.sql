-- What was answered to requests that carried an Idempotency-Key, whatever the route, kept 24 hours:
-- the answer itself or, for a lone transfer, the transfer or its rejection to render it from.
--
-- Servers of the release before must not keep keys where those of this one do not look for them, or
-- a retry would move the money twice. Until they end, they carry out no transfers.
-- atrium: accept drop-table

CREATE TABLE platform_idempotency (
  owner_id     BLOB NOT NULL,
  route        TEXT NOT NULL,
  key          TEXT NOT NULL,
  fingerprint  BLOB NOT NULL CHECK (length(fingerprint) = 32),
  transfer_id  BLOB,
  rejection    TEXT,
  request_id   TEXT NOT NULL,
  created_at   INTEGER NOT NULL,
  status       INTEGER CHECK (status BETWEEN 200 AND 499),
  content_type TEXT,
  location     TEXT,
  etag         TEXT,
  body         BLOB CHECK (length(body) <= 16384),
  PRIMARY KEY (owner_id, route, key),
  CONSTRAINT platform_idempotency_answer CHECK ((transfer_id IS NULL) = (status IS NOT NULL))
) STRICT;
INSERT INTO platform_idempotency (
  owner_id, route, key, fingerprint, transfer_id, rejection, request_id, created_at)
SELECT owner_id, route, key, fingerprint, transfer_id, refusal, request_id, created_at
FROM platform_retry_keys WHERE refusal IS NOT 'payee_unavailable' ORDER BY created_at;
-- No refusal of the ledger's: Ajo found the recipient blocked.
INSERT INTO platform_idempotency (
  owner_id, route, key, fingerprint, request_id, created_at, status, content_type, body)
SELECT owner_id, route, key, fingerprint, request_id, created_at, 409, 'application/problem+json',
  CAST(
    '{"type":"/problems/recipient_unavailable","title":"The recipient cannot receive money",'
      || '"status":409,"detail":"This user cannot receive money at present.",'
      || '"code":"recipient_unavailable","request_id":"' || request_id || '"}' AS BLOB)
FROM platform_retry_keys WHERE refusal = 'payee_unavailable' ORDER BY created_at;
DROP TABLE platform_retry_keys;
CREATE INDEX platform_idempotency_age ON platform_idempotency (created_at);
