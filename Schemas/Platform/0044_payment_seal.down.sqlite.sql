-- Fails, and changes nothing, while anything is encrypted: atrium auth rotate-encryption --decrypt
-- comes first.
CREATE TABLE platform_payment_webhooks_plain (
  is_plain INTEGER NOT NULL CHECK (is_plain = 1)
) STRICT;
INSERT INTO platform_payment_webhooks_plain (is_plain)
  SELECT sealed_by IS NULL FROM platform_payment_webhooks;
DROP TABLE platform_payment_webhooks_plain;
ALTER TABLE platform_payment_webhooks DROP COLUMN sealed_by;
