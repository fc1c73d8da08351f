-- Where something was done.
CREATE INDEX platform_audit_action ON platform_audit (action, at, sequence);
