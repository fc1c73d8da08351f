DROP INDEX platform_jobs_state;
