DROP INDEX platform_audit_at;
