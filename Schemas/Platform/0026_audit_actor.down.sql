DROP INDEX platform_audit_actor;
