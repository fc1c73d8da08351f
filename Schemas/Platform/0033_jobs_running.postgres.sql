-- atrium: no-transaction
-- Jobs that are under way, by who has them.
CREATE INDEX CONCURRENTLY platform_jobs_running ON platform_jobs (worker) WHERE state = 'running';
