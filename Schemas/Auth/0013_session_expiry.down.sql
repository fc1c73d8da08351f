DROP INDEX auth_sessions_expiry;
