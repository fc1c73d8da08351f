DROP TABLE platform_jobs;
DROP TABLE platform_outbox;
DROP TABLE platform_event_numbers;
