-- What runs jobs: queues, the workers that take jobs from them, and schedules.

ALTER TABLE platform_jobs ADD COLUMN queue TEXT NOT NULL DEFAULT 'standard';
ALTER TABLE platform_jobs ADD COLUMN worker BLOB;

-- Nobody has looked for jobs by it; the index by queue comes in its place.
DROP INDEX platform_jobs_due;

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
