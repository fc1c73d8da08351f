-- atrium: no-transaction
-- What somebody did.
CREATE INDEX CONCURRENTLY platform_audit_actor ON platform_audit (actor_id, at, sequence);
