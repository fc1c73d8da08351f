DROP INDEX fitness_step_records_date;
