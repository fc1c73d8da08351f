DROP INDEX platform_audit_request;
