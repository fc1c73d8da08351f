DROP INDEX platform_audit_address;
