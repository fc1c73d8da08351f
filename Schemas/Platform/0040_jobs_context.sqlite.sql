-- Jobs of a context, newest first, for operators.
CREATE INDEX platform_jobs_context ON platform_jobs (context, id);
