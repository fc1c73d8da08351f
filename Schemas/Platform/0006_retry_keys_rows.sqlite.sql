-- Retry keys arrive in the order of chance. In a table that is kept in the order of its key, each
-- finds its place among whole rows, on every level of the tree; now only the keys are in order, and
-- the rows stand one after the other as they come, with a short entry each in the index by age.

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
SELECT owner_id, route, key, fingerprint, transfer_id, refusal, request_id, created_at
FROM platform_retry_keys ORDER BY created_at;
DROP TABLE platform_retry_keys;
ALTER TABLE platform_retry_keys_next RENAME TO platform_retry_keys;
CREATE INDEX platform_retry_keys_age ON platform_retry_keys (created_at);
