-- atrium: no-transaction
-- Where something was done.
CREATE INDEX CONCURRENTLY platform_audit_action ON platform_audit (action, at, sequence);
