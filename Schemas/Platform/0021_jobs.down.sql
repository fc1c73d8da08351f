-- Loses schedules with their pauses; jobs keep their rows and lose their queues.
DROP TABLE platform_schedules;
DROP TABLE platform_workers;
DROP INDEX platform_jobs_kind;
DROP INDEX platform_jobs_state;
DROP INDEX platform_jobs_finished;
DROP INDEX platform_jobs_running;
DROP INDEX platform_jobs_waiting;
CREATE INDEX platform_jobs_due ON platform_jobs (scheduled_at, id)
  WHERE state IN ('available', 'scheduled', 'retryable');
ALTER TABLE platform_jobs DROP COLUMN worker;
ALTER TABLE platform_jobs DROP COLUMN queue;
