-- Boards of who walked most, made anew from the dates now and then.

-- Whether their account is blocked, as Auth tells; and how many minutes the clocks of their zone
-- are ahead of UTC, so that views know which date it is for them.
ALTER TABLE fitness_profiles ADD COLUMN is_blocked boolean NOT NULL DEFAULT false;
ALTER TABLE fitness_profiles ADD COLUMN utc_offset bigint NOT NULL DEFAULT 0;

CREATE TABLE fitness_leaderboards (
  period       text NOT NULL CHECK (period IN ('weekly', 'monthly', 'all_time')),
  -- The first of its dates; 1970-01-01 where it is of all dates.
  period_start date NOT NULL,
  computed_at  timestamptz NOT NULL,
  -- How many lines it has.
  total        bigint NOT NULL CHECK (total >= 0),
  PRIMARY KEY (period, period_start)
);

CREATE TABLE fitness_leaderboard_cache (
  period       text NOT NULL,
  period_start date NOT NULL,
  user_id      uuid NOT NULL,
  -- Equal steps share a rank; each line has a place of its own.
  rank         bigint NOT NULL CHECK (rank > 0),
  place        bigint NOT NULL CHECK (place >= rank),
  steps        bigint NOT NULL CHECK (steps > 0),
  PRIMARY KEY (period, period_start, user_id),
  FOREIGN KEY (period, period_start) REFERENCES fitness_leaderboards
);
CREATE INDEX fitness_leaderboard_cache_place
  ON fitness_leaderboard_cache (period, period_start, place);
CREATE INDEX fitness_leaderboard_cache_user ON fitness_leaderboard_cache (user_id);
