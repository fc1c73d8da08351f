DROP INDEX platform_audit_context;
