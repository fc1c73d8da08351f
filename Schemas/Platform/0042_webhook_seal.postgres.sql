-- Which key the secrets of a webhook are encrypted under; none while they are kept as they are. The
-- retired ones are then in base 64.
ALTER TABLE platform_webhooks ADD COLUMN sealed_by text;
