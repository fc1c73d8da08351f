-- Loses the contexts of audit rows. Their actions still tell them.
ALTER TABLE platform_audit DROP COLUMN context;
