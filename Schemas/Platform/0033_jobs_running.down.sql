DROP INDEX platform_jobs_running;
