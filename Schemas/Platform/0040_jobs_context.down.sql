DROP INDEX platform_jobs_context;
