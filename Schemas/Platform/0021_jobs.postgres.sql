-- What runs jobs: queues, the workers that take jobs from them, and schedules.

ALTER TABLE platform_jobs
  ADD COLUMN queue  text NOT NULL DEFAULT 'standard',
  ADD COLUMN worker uuid;

-- Nobody has looked for jobs by it; the index by queue comes in its place.
DROP INDEX platform_jobs_due;

-- The processes that run jobs. One that has not shown itself for a while is taken for dead, and its
-- jobs become due again.
CREATE TABLE platform_workers (
  id      uuid PRIMARY KEY,
  seen_at timestamptz NOT NULL
);

CREATE TABLE platform_schedules (
  name      text PRIMARY KEY,
  context   text NOT NULL,
  next_at   timestamptz NOT NULL,
  last_at   timestamptz,
  last_job  uuid,
  is_paused boolean NOT NULL DEFAULT false
);
