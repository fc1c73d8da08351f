DROP INDEX platform_jobs_waiting;
