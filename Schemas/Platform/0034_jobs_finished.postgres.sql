-- atrium: no-transaction
-- Finished jobs, the oldest first, to be swept.
CREATE INDEX CONCURRENTLY platform_jobs_finished ON platform_jobs (finalized_at)
  WHERE finalized_at IS NOT NULL;
