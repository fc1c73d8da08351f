-- The release before keeps transfers alone: other answers are given up, and a request that comes
-- once more under one of their keys is carried out again.
DELETE FROM platform_idempotency WHERE transfer_id IS NULL;
ALTER TABLE platform_idempotency
  DROP CONSTRAINT platform_idempotency_answer,
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
