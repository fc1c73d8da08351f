DROP INDEX auth_sessions_address;
