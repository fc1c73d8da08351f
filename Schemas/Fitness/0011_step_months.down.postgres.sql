DROP FUNCTION fitness_drop_step_month(date);
DROP FUNCTION fitness_add_step_month(date);
