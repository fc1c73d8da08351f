-- Loses the events that were published, how many each aggregate had, and all jobs, also those that
-- are yet to be run.
DROP TABLE platform_jobs;
DROP TABLE platform_outbox;
DROP TABLE platform_event_numbers;
