-- What was answered to requests that carried an Idempotency-Key, whatever the route, kept 24 hours:
-- the answer itself or, for a lone transfer, the transfer or its rejection to render it from.
--
-- Servers of the release before must not keep keys where those of this one do not look for them, or
-- a retry would move the money twice. Until they end, they carry out no transfers.
-- atrium: accept rename

ALTER TABLE platform_retry_keys RENAME TO platform_idempotency;
ALTER TABLE platform_idempotency RENAME CONSTRAINT platform_retry_keys_key TO platform_idempotency_key;
ALTER INDEX platform_retry_keys_age RENAME TO platform_idempotency_age;
ALTER TABLE platform_idempotency RENAME COLUMN refusal TO rejection;
ALTER TABLE platform_idempotency
  ALTER COLUMN transfer_id DROP NOT NULL,
  ADD COLUMN status       smallint CHECK (status BETWEEN 200 AND 499),
  ADD COLUMN content_type text,
  ADD COLUMN location     text,
  ADD COLUMN etag         text,
  ADD COLUMN body         bytea CHECK (octet_length(body) <= 16384);
-- No refusal of the ledger's: Ajo found the recipient blocked.
UPDATE platform_idempotency SET
  status = 409, content_type = 'application/problem+json', transfer_id = NULL, rejection = NULL,
  body = convert_to(
    '{"type":"/problems/recipient_unavailable","title":"The recipient cannot receive money",'
      || '"status":409,"detail":"This user cannot receive money at present.",'
      || '"code":"recipient_unavailable","request_id":"' || request_id || '"}', 'UTF8')
WHERE rejection = 'payee_unavailable';
ALTER TABLE platform_idempotency
  ADD CONSTRAINT platform_idempotency_answer CHECK ((transfer_id IS NULL) = (status IS NOT NULL));
