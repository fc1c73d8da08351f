-- Fails, and changes nothing, while anything is encrypted: atrium auth rotate-encryption --decrypt
-- comes first.
ALTER TABLE platform_payment_webhooks
  ADD CONSTRAINT platform_payment_webhooks_plain CHECK (sealed_by IS NULL);
ALTER TABLE platform_payment_webhooks DROP COLUMN sealed_by;
