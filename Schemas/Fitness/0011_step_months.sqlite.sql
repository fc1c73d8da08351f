-- One table has the records of all months here. Old ones are looked for by their dates.
CREATE INDEX fitness_step_records_date ON fitness_step_records (date, id);
