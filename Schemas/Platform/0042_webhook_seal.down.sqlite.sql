-- Fails, and changes nothing, while anything is encrypted: atrium auth rotate-encryption --decrypt
-- comes first.
CREATE TABLE platform_webhooks_plain (is_plain INTEGER NOT NULL CHECK (is_plain = 1)) STRICT;
INSERT INTO platform_webhooks_plain (is_plain) SELECT sealed_by IS NULL FROM platform_webhooks;
DROP TABLE platform_webhooks_plain;
ALTER TABLE platform_webhooks DROP COLUMN sealed_by;
