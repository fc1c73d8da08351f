-- What was done from an address.
CREATE INDEX platform_audit_address ON platform_audit (address, at, sequence);
