-- What devices reported, and what each date amounts to.

CREATE TABLE fitness_step_records (
  id               BLOB NOT NULL CHECK (length(id) = 16),
  user_id          BLOB NOT NULL,
  date             TEXT NOT NULL,
  steps            INTEGER NOT NULL CHECK (steps BETWEEN 0 AND 200000),
  source           TEXT NOT NULL,
  device_id        TEXT,
  is_manual        INTEGER NOT NULL,
  recording_method TEXT NOT NULL
    CHECK (recording_method IN ('automatic', 'active', 'manual', 'unknown')),
  -- Both NULL where the record is the total of its date.
  start_time       INTEGER,
  end_time         INTEGER CHECK (end_time > start_time),
  time_zone        TEXT NOT NULL,
  -- In tenths of a metre.
  distance         INTEGER CHECK (distance >= 0),
  external_id      TEXT,
  version          INTEGER NOT NULL CHECK (version >= 0),
  -- What a later upload is known as a correction by, as one number.
  identity         BLOB NOT NULL,
  verification     TEXT NOT NULL CHECK (verification IN ('verified', 'pending', 'rejected')),
  -- The words of rules, with commas; empty for none.
  flags            TEXT NOT NULL,
  reason           TEXT,
  superseded_by    BLOB,
  created_at       INTEGER NOT NULL,
  PRIMARY KEY (id)
) STRICT;

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
CREATE INDEX fitness_step_records_created_at ON fitness_step_records (created_at);

CREATE TABLE fitness_step_days (
  user_id        BLOB NOT NULL,
  date           TEXT NOT NULL,
  -- What all of it adds up to: steps are measured and typed ones, each once.
  measured       INTEGER NOT NULL CHECK (measured >= 0),
  manual         INTEGER NOT NULL CHECK (manual >= 0),
  steps          INTEGER NOT NULL CHECK (steps = measured + manual),
  counted        INTEGER NOT NULL CHECK (counted >= 0),
  overlapping    INTEGER NOT NULL CHECK (overlapping >= 0),
  manual_over    INTEGER NOT NULL CHECK (manual_over >= 0),
  over_cap       INTEGER NOT NULL CHECK (over_cap >= 0),
  pending        INTEGER NOT NULL CHECK (pending >= 0),
  rejected       INTEGER NOT NULL CHECK (rejected >= 0),
  reported       INTEGER NOT NULL
    CHECK (reported = counted + overlapping + manual_over + over_cap + pending + rejected),
  -- Coins in ten-thousandths, and what they were counted by.
  earned_parts   INTEGER NOT NULL CHECK (earned_parts >= 0),
  coins_per_step INTEGER NOT NULL,
  daily_coin_cap INTEGER NOT NULL,
  daily_step_cap INTEGER NOT NULL,
  goal           INTEGER NOT NULL,
  goal_met       INTEGER NOT NULL,
  -- A line a source: its word, 1 where it was typed, steps, and the device if there is one.
  sources        TEXT NOT NULL,
  updated_at     INTEGER NOT NULL,
  PRIMARY KEY (user_id, date)
) STRICT, WITHOUT ROWID;
-- All that a leaderboard reads of a date.
CREATE INDEX fitness_step_days_board ON fitness_step_days (date, user_id, counted);
