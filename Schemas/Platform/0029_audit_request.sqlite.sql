-- What a request did.
CREATE INDEX platform_audit_request ON platform_audit (request_id, at, sequence);
