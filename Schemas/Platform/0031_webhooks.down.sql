-- Loses the webhooks with their secrets, and the deliveries, also those that are on their way.
DROP TABLE platform_webhook_deliveries;
DROP TABLE platform_webhooks;
