-- atrium: no-transaction
-- What was done in a context.
CREATE INDEX CONCURRENTLY platform_audit_context ON platform_audit (context, at, sequence);
