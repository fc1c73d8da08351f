-- Boards of who walked most, made anew from the dates now and then.

-- Whether their account is blocked, as Auth tells; and how many minutes the clocks of their zone
-- are ahead of UTC, so that views know which date it is for them.
ALTER TABLE fitness_profiles ADD COLUMN is_blocked INTEGER NOT NULL DEFAULT 0;
ALTER TABLE fitness_profiles ADD COLUMN utc_offset INTEGER NOT NULL DEFAULT 0;

CREATE TABLE fitness_leaderboards (
  period       TEXT NOT NULL CHECK (period IN ('weekly', 'monthly', 'all_time')),
  -- The first of its dates; 1970-01-01 where it is of all dates.
  period_start TEXT NOT NULL,
  computed_at  INTEGER NOT NULL,
  -- How many lines it has.
  total        INTEGER NOT NULL CHECK (total >= 0),
  PRIMARY KEY (period, period_start)
) STRICT;

CREATE TABLE fitness_leaderboard_cache (
  period       TEXT NOT NULL,
  period_start TEXT NOT NULL,
  user_id      BLOB NOT NULL,
  -- Equal steps share a rank; each line has a place of its own.
  rank         INTEGER NOT NULL CHECK (rank > 0),
  place        INTEGER NOT NULL CHECK (place >= rank),
  steps        INTEGER NOT NULL CHECK (steps > 0),
  PRIMARY KEY (period, period_start, user_id),
  FOREIGN KEY (period, period_start) REFERENCES fitness_leaderboards
) STRICT;
CREATE INDEX fitness_leaderboard_cache_place
  ON fitness_leaderboard_cache (period, period_start, place);
CREATE INDEX fitness_leaderboard_cache_user ON fitness_leaderboard_cache (user_id);
