-- Loses schedules with their pauses; jobs keep their rows and lose their queues.
DROP TABLE platform_schedules;
DROP TABLE platform_workers;
CREATE INDEX platform_jobs_due ON platform_jobs (scheduled_at, id)
  WHERE state IN ('available', 'scheduled', 'retryable');
ALTER TABLE platform_jobs DROP COLUMN worker;
ALTER TABLE platform_jobs DROP COLUMN queue;
