-- atrium: no-transaction
-- Jobs in a state, newest first, for operators.
CREATE INDEX CONCURRENTLY platform_jobs_state ON platform_jobs (state, id);
