-- People who walk.

CREATE TABLE fitness_profiles (
  user_id                BLOB PRIMARY KEY CHECK (length(user_id) = 16),
  display_name           TEXT CHECK (length(display_name) BETWEEN 1 AND 40),
  -- By whose clocks records without a zone are meant: an IANA name.
  time_zone              TEXT NOT NULL,
  -- NULL for the setting.
  daily_goal             INTEGER CHECK (daily_goal BETWEEN 500 AND 100000),
  leaderboard_visibility TEXT NOT NULL
    CHECK (leaderboard_visibility IN ('public', 'anonymous', 'hidden')),
  trust                  TEXT NOT NULL CHECK (trust IN ('normal', 'low')),
  -- Sums over fitness_step_days: counted steps, and coins in ten-thousandths.
  total_counted          INTEGER NOT NULL CHECK (total_counted >= 0),
  earned_parts           INTEGER NOT NULL CHECK (earned_parts >= 0),
  version                INTEGER NOT NULL CHECK (version > 0),
  created_at             INTEGER NOT NULL,
  updated_at             INTEGER NOT NULL,
  deleted_at             INTEGER
) STRICT;
