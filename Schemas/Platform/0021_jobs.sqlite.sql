-- What runs jobs: queues, the workers that take jobs from them, and schedules.

ALTER TABLE platform_jobs ADD COLUMN queue TEXT NOT NULL DEFAULT 'standard';
ALTER TABLE platform_jobs ADD COLUMN worker BLOB;
DROP INDEX platform_jobs_due;
CREATE INDEX platform_jobs_waiting ON platform_jobs (queue, scheduled_at, id)
  WHERE state IN ('available', 'scheduled', 'retryable');
CREATE INDEX platform_jobs_running ON platform_jobs (worker) WHERE state = 'running';
CREATE INDEX platform_jobs_finished ON platform_jobs (finalized_at) WHERE finalized_at IS NOT NULL;
CREATE INDEX platform_jobs_state ON platform_jobs (state, id);
CREATE INDEX platform_jobs_kind ON platform_jobs (kind, id);

-- The processes that run jobs. One that has not shown itself for a while is taken for dead, and its
-- jobs become due again.
CREATE TABLE platform_workers (
  id      BLOB PRIMARY KEY NOT NULL,
  seen_at INTEGER NOT NULL
) STRICT;

CREATE TABLE platform_schedules (
  name      TEXT PRIMARY KEY NOT NULL,
  context   TEXT NOT NULL,
  next_at   INTEGER NOT NULL,
  last_at   INTEGER,
  last_job  BLOB,
  is_paused INTEGER NOT NULL DEFAULT 0 CHECK (is_paused IN (0, 1))
) STRICT;
