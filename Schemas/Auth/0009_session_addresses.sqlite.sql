-- By whom and from where sessions were opened, also those that are over: whether an account was
-- used from an address before is asked when somebody is trying passwords.
CREATE INDEX auth_sessions_address ON auth_sessions (user_id, address);
