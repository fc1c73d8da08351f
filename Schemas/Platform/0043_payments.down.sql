-- Loses what payment providers told, also what is not applied yet, and all of the sandbox.
DROP TABLE platform_sandbox_accounts;
DROP TABLE platform_sandbox_payments;
DROP TABLE platform_payment_webhooks;
