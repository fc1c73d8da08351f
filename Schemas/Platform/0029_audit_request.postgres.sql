-- atrium: no-transaction
-- What a request did.
CREATE INDEX CONCURRENTLY platform_audit_request ON platform_audit (request_id, at, sequence);
