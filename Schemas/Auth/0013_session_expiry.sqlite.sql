-- By when sessions expire: rows are removed long after that.
CREATE INDEX auth_sessions_expiry ON auth_sessions (expires_at);
