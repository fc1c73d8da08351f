-- Jobs that are under way, by who has them.
CREATE INDEX platform_jobs_running ON platform_jobs (worker) WHERE state = 'running';
