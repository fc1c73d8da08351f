-- atrium: no-transaction
-- Jobs that wait, in the order in which they are taken.
CREATE INDEX CONCURRENTLY platform_jobs_waiting ON platform_jobs (queue, scheduled_at, id)
  WHERE state IN ('available', 'scheduled', 'retryable');
