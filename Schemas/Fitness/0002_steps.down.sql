DROP TABLE fitness_step_days;
DROP TABLE fitness_step_records;
