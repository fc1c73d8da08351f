DROP INDEX platform_audit_action;
