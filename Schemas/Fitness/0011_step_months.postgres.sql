-- Months of records. Servers own no tables: these functions do what only an owner can do, for them,
-- and nothing else.

-- Makes the table of a month, and moves there what the table of all other dates has of it.
CREATE FUNCTION fitness_add_step_month(month date) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  first date := date_trunc('month', month)::date;
  beyond date := (date_trunc('month', month) + interval '1 month')::date;
  part text := 'fitness_step_records_' || to_char(first, '"y"YYYY"m"MM');
BEGIN
  IF to_regclass(part) IS NOT NULL THEN
    RETURN false;
  END IF;
  LOCK TABLE fitness_step_records_others IN ACCESS EXCLUSIVE MODE;
  -- Somebody else may have made it meanwhile.
  IF to_regclass(part) IS NOT NULL THEN
    RETURN false;
  END IF;
  EXECUTE format(
    'CREATE TABLE %I (LIKE fitness_step_records INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', part);
  EXECUTE format(
    'WITH moved AS (
      DELETE FROM fitness_step_records_others WHERE date >= %L AND date < %L RETURNING *)
    INSERT INTO %I SELECT * FROM moved', first, beyond, part);
  EXECUTE format(
    'ALTER TABLE fitness_step_records ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
    part, first, beyond);
  RETURN true;
END $$;

-- Drops the table of a month that has no row left.
CREATE FUNCTION fitness_drop_step_month(month date) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  part text := 'fitness_step_records_' || to_char(month, '"y"YYYY"m"MM');
  has_rows boolean;
BEGIN
  IF to_regclass(part) IS NULL THEN
    RETURN false;
  END IF;
  EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', part);
  EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I)', part) INTO has_rows;
  IF has_rows THEN
    RETURN false;
  END IF;
  EXECUTE format('DROP TABLE %I', part);
  RETURN true;
END $$;
