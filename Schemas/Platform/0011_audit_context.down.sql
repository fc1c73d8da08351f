ALTER TABLE platform_audit DROP COLUMN context;
