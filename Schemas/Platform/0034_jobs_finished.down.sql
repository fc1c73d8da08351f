DROP INDEX platform_jobs_finished;
