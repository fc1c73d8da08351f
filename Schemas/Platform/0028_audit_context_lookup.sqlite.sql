-- What was done in a context.
CREATE INDEX platform_audit_context ON platform_audit (context, at, sequence);
