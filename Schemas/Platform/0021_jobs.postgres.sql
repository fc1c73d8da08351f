-- What runs jobs: queues, the workers that take jobs from them, and schedules.

ALTER TABLE platform_jobs
  ADD COLUMN queue  text NOT NULL DEFAULT 'standard',
  ADD COLUMN worker uuid;
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
