-- What became of requests that carried an Idempotency-Key, kept 24 hours.

CREATE TABLE platform_retry_keys (
  owner_id    uuid NOT NULL,
  route       text NOT NULL,
  key         text NOT NULL,
  fingerprint bytea NOT NULL CHECK (octet_length(fingerprint) = 32),
  transfer_id uuid NOT NULL,
  refusal     text,
  request_id  text NOT NULL,
  created_at  timestamptz NOT NULL,
  CONSTRAINT platform_retry_keys_key PRIMARY KEY (owner_id, route, key)
);
CREATE INDEX platform_retry_keys_age ON platform_retry_keys (created_at);
