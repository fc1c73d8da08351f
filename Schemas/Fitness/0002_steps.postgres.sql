-- What devices reported, and what each date amounts to.

CREATE TABLE fitness_step_records (
  id               uuid NOT NULL,
  user_id          uuid NOT NULL,
  date             date NOT NULL,
  steps            bigint NOT NULL CHECK (steps BETWEEN 0 AND 200000),
  source           text NOT NULL,
  device_id        text,
  is_manual        boolean NOT NULL,
  recording_method text NOT NULL
    CHECK (recording_method IN ('automatic', 'active', 'manual', 'unknown')),
  -- Both NULL where the record is the total of its date.
  start_time       timestamptz,
  end_time         timestamptz CHECK (end_time > start_time),
  time_zone        text NOT NULL,
  -- In tenths of a metre.
  distance         bigint CHECK (distance >= 0),
  external_id      text,
  version          bigint NOT NULL CHECK (version >= 0),
  -- What a later upload is known as a correction by, as one number.
  identity         uuid NOT NULL,
  verification     text NOT NULL CHECK (verification IN ('verified', 'pending', 'rejected')),
  -- The words of rules, with commas; empty for none.
  flags            text NOT NULL,
  reason           text,
  superseded_by    uuid,
  created_at       timestamptz NOT NULL,
  PRIMARY KEY (id, date)
) PARTITION BY RANGE (date);

-- Of uploads of one record, one is in force; beside it one at most waits or was turned down.
CREATE UNIQUE INDEX fitness_step_records_current
  ON fitness_step_records (user_id, date, identity)
  WHERE superseded_by IS NULL AND verification = 'verified';
CREATE UNIQUE INDEX fitness_step_records_waiting
  ON fitness_step_records (user_id, date, identity)
  WHERE superseded_by IS NULL AND verification <> 'verified';
CREATE INDEX fitness_step_records_superseded ON fitness_step_records (user_id, date, identity)
  WHERE superseded_by IS NOT NULL;
-- Whether other users walk with a device.
CREATE INDEX fitness_step_records_device
  ON fitness_step_records (device_id, user_id, created_at) WHERE device_id IS NOT NULL;
CREATE INDEX fitness_step_records_created_at ON fitness_step_records USING brin (created_at);

-- A table a month of dates: the last two years, and a year ahead. A job goes on from there, and a
-- table for all other dates takes what comes before it has run.
DO $$
DECLARE
  month date := date_trunc('month', now())::date - interval '24 months';
BEGIN
  FOR i IN 0..36 LOOP
    EXECUTE format(
      'CREATE TABLE %I PARTITION OF fitness_step_records FOR VALUES FROM (%L) TO (%L)',
      'fitness_step_records_' || to_char(month, '"y"YYYY"m"MM'), month,
      (month + interval '1 month')::date);
    month := (month + interval '1 month')::date;
  END LOOP;
END $$;
CREATE TABLE fitness_step_records_others PARTITION OF fitness_step_records DEFAULT;

CREATE TABLE fitness_step_days (
  user_id        uuid NOT NULL,
  date           date NOT NULL,
  -- What all of it adds up to: steps are measured and typed ones, each once.
  measured       bigint NOT NULL CHECK (measured >= 0),
  manual         bigint NOT NULL CHECK (manual >= 0),
  steps          bigint NOT NULL CHECK (steps = measured + manual),
  counted        bigint NOT NULL CHECK (counted >= 0),
  overlapping    bigint NOT NULL CHECK (overlapping >= 0),
  manual_over    bigint NOT NULL CHECK (manual_over >= 0),
  over_cap       bigint NOT NULL CHECK (over_cap >= 0),
  pending        bigint NOT NULL CHECK (pending >= 0),
  rejected       bigint NOT NULL CHECK (rejected >= 0),
  reported       bigint NOT NULL
    CHECK (reported = counted + overlapping + manual_over + over_cap + pending + rejected),
  -- Coins in ten-thousandths, and what they were counted by.
  earned_parts   bigint NOT NULL CHECK (earned_parts >= 0),
  coins_per_step bigint NOT NULL,
  daily_coin_cap bigint NOT NULL,
  daily_step_cap bigint NOT NULL,
  goal           bigint NOT NULL,
  goal_met       boolean NOT NULL,
  -- A line a source: its word, 1 where it was typed, steps, and the device if there is one.
  sources        text NOT NULL,
  updated_at     timestamptz NOT NULL,
  PRIMARY KEY (user_id, date)
);
-- All that a leaderboard reads of a date.
CREATE INDEX fitness_step_days_board ON fitness_step_days (date, user_id) INCLUDE (counted);
