-- atrium: no-transaction
-- What was done from an address.
CREATE INDEX CONCURRENTLY platform_audit_address ON platform_audit (address, at, sequence);
