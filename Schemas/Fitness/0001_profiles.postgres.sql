-- People who walk.

CREATE TABLE fitness_profiles (
  user_id                uuid PRIMARY KEY,
  display_name           text CHECK (char_length(display_name) BETWEEN 1 AND 40),
  -- By whose clocks records without a zone are meant: an IANA name.
  time_zone              text NOT NULL,
  -- NULL for the setting.
  daily_goal             bigint CHECK (daily_goal BETWEEN 500 AND 100000),
  leaderboard_visibility text NOT NULL
    CHECK (leaderboard_visibility IN ('public', 'anonymous', 'hidden')),
  trust                  text NOT NULL CHECK (trust IN ('normal', 'low')),
  -- Sums over fitness_step_days: counted steps, and coins in ten-thousandths.
  total_counted          bigint NOT NULL CHECK (total_counted >= 0),
  earned_parts           bigint NOT NULL CHECK (earned_parts >= 0),
  version                bigint NOT NULL CHECK (version > 0),
  created_at             timestamptz NOT NULL,
  updated_at             timestamptz NOT NULL,
  deleted_at             timestamptz
);
