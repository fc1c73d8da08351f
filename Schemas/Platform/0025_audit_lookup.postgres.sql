-- atrium: no-transaction
-- The audit trail in the order in which it is read: newest first, over all databases.
CREATE INDEX CONCURRENTLY platform_audit_at ON platform_audit (at, sequence);
