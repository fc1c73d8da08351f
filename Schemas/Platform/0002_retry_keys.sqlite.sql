-- What became of requests that carried an Idempotency-Key, kept 24 hours.

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
) STRICT, WITHOUT ROWID;
CREATE INDEX platform_retry_keys_age ON platform_retry_keys (created_at);
