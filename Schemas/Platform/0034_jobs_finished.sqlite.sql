-- Finished jobs, the oldest first, to be swept.
CREATE INDEX platform_jobs_finished ON platform_jobs (finalized_at)
  WHERE finalized_at IS NOT NULL;
