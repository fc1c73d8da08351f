DROP INDEX platform_jobs_kind;
