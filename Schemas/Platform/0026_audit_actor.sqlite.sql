-- What somebody did.
CREATE INDEX platform_audit_actor ON platform_audit (actor_id, at, sequence);
