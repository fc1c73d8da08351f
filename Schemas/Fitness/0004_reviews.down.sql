DROP TABLE fitness_step_validations;
