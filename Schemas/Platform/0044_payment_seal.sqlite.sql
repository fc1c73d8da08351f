-- Which key what a payment provider told is encrypted under; none while it is kept as it is.
ALTER TABLE platform_payment_webhooks ADD COLUMN sealed_by TEXT;
