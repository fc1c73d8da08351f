-- Each start looks for the keys that secrets are under.
CREATE INDEX platform_payment_webhooks_sealed ON platform_payment_webhooks (sealed_by);
