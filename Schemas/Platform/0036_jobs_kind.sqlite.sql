-- Jobs of a kind, newest first, for operators.
CREATE INDEX platform_jobs_kind ON platform_jobs (kind, id);
