-- atrium: no-transaction
-- By when sessions expire: rows are removed long after that.
CREATE INDEX CONCURRENTLY auth_sessions_expiry ON auth_sessions (expires_at);
